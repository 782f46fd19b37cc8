/// Header fields in order, found by name without regard to case.
public struct HTTPHeaders: Sendable, Hashable {
    public struct Field: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    public private(set) var fields: [Field]

    public init() {
        fields = []
    }

    /// The first value of that name. Setting replaces every value of that name; `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.isSameFieldName(as: name) }?.value }
        set {
            fields.removeAll { $0.name.isSameFieldName(as: name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Every value of that name, in order.
    public func values(of name: String) -> [String] {
        fields.filter { $0.name.isSameFieldName(as: name) }.map(\.value)
    }

    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Joins a folded line to the field before it.
    mutating func continueLast(with text: String) {
        guard let last = fields.popLast() else { return }
        add(last.name, last.value + " " + text)
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map(Field.init)
    }
}

extension HTTPHeaders {
    /// libcurl derives these from the URL and the body; a second opinion would be request smuggling.
    private static let derived = ["host", "content-length", "transfer-encoding"]

    /// Throws `request_invalid`, naming the field but never showing its value.
    func validate(place: String?) throws(OutboundHTTPError) {
        for field in fields {
            guard field.name.isHTTPToken else {
                throw OutboundHTTPError(.requestInvalid, "A header name holds a character it must not.", place: place)
            }
            guard !Self.derived.contains(field.name.lowercased()) else {
                throw OutboundHTTPError(
                    .requestInvalid, "The header \(field.name) is set by the client itself.", place: place)
            }
            guard field.value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }) else {
                throw OutboundHTTPError(
                    .requestInvalid, "The value of the header \(field.name) holds a control character.", place: place)
            }
        }
    }
}

extension String {
    /// RFC 9110 `token`: what a method or a field name may be made of.
    var isHTTPToken: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    fileprivate func isSameFieldName(as other: String) -> Bool {
        utf8.count == other.utf8.count && lowercased() == other.lowercased()
    }
}
