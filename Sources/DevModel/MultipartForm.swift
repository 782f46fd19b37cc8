/// The fields of a `multipart/form-data` body.
struct MultipartForm {
    struct Field {
        let name: String
        let bytes: ArraySlice<UInt8>
    }

    private static let mostFields = 32

    private(set) var fields: [Field] = []

    subscript(name: String) -> ArraySlice<UInt8>? { fields.first { $0.name == name }?.bytes }

    func text(_ name: String) -> String? { self[name].map { String(decoding: $0, as: UTF8.self) } }

    /// - Throws: ``DevModelError`` with `invalid_request`.
    init(_ body: [UInt8], contentType: String) throws(DevModelError) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"), let boundary = Self.boundary(contentType)
        else {
            throw DevModelError(.invalidRequest, "a multipart/form-data body is expected", at: "content-type")
        }
        var rest = body[...]
        let delimiter = Array("--\(boundary)".utf8)
        guard rest.starts(with: delimiter) else { throw Self.broken }
        rest = rest.dropFirst(delimiter.count)
        let separator = Array("\r\n".utf8) + delimiter
        while !rest.starts(with: Array("--".utf8)) {
            guard fields.count < Self.mostFields, let head = rest.firstRange(of: Array("\r\n\r\n".utf8)),
                let end = rest[head.upperBound...].firstRange(of: separator)
            else { throw Self.broken }
            if let name = Self.name(in: rest[..<head.lowerBound]) {
                fields.append(Field(name: name, bytes: rest[head.upperBound..<end.lowerBound]))
            }
            rest = rest[end.upperBound...]
        }
    }

    private static let broken = DevModelError(.invalidRequest, "the body is not multipart/form-data")

    private static func boundary(_ contentType: String) -> String? {
        guard let start = contentType.firstRange(of: "boundary=") else { return nil }
        let value = contentType[start.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" && $0 != " " }
        return (1...70).contains(value.utf8.count) ? String(value) : nil
    }

    private static func name(in head: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: head, as: UTF8.self)
        guard let start = text.firstRange(of: " name=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
