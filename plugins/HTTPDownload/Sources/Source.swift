import StepKit

/// What a `url` names.
enum Source: Sendable, Hashable {
    /// `http` or `https`; everything else about it is the client's to judge.
    case remote(String)
    /// An absolute path.
    case local(String)

    init(_ text: String) throws(StepFailure) {
        guard !text.utf8.contains(0) else { throw StepFailure(.urlInvalid, "the URL holds a NUL") }
        if text.hasPrefix("/") {
            self = .local(text)
            return
        }
        guard let colon = text.firstIndex(of: ":"), text[..<colon].allSatisfy({ $0.isASCII && $0 != "/" }) else {
            throw StepFailure(.urlInvalid, "the URL has no scheme and is no absolute path")
        }
        switch text[..<colon].lowercased() {
        case "http", "https": self = .remote(text)
        case "file": self = .local(try Self.path(ofFileURL: text[colon...].dropFirst()))
        default: throw StepFailure(.urlForbidden, "only http, https and file URLs can be downloaded")
        }
    }

    /// - Parameter rest: what follows `file:`.
    private static func path(ofFileURL rest: Substring) throws(StepFailure) -> String {
        var path = rest
        if rest.hasPrefix("//") {
            let host = rest.dropFirst(2).prefix { $0 != "/" }
            guard host.isEmpty || host.lowercased() == "localhost" else {
                throw StepFailure(.urlForbidden, "a file URL names no host but localhost")
            }
            path = rest.dropFirst(2 + host.count)
        }
        guard path.hasPrefix("/"), !path.contains("?"), !path.contains("#") else {
            throw StepFailure(.urlInvalid, "a file URL holds an absolute path, and `?` and `#` in it as %3F and %23")
        }
        guard let decoded = decode(path) else {
            throw StepFailure(.urlInvalid, "the file URL is not percent-encoded UTF-8")
        }
        return decoded
    }

    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value != 0
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
