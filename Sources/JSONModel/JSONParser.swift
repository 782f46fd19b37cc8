/// Text that is not JSON, with the place where reading stopped.
public struct JSONParseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong. Raw values are stable codes.
    public enum Code: String, Sendable {
        case empty = "empty_json"
        case syntax = "json_syntax"
        case tooDeep = "json_too_deep"
        case duplicateKey = "json_duplicate_key"
        case numberOutOfRange = "json_number_range"
        case invalidText = "json_invalid_text"
    }

    public let code: Code
    public let message: String
    /// Bytes from the start of the text; the first is 0.
    public let offset: Int

    public var description: String { "\(message) (at byte \(offset))" }
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259) in UTF-8, without a byte order mark.
    ///
    /// Stricter than the RFC where silence loses data: a key that appears twice in an object is refused.
    /// - Parameter maximumDepth: how many arrays and objects may be open at once.
    /// - Throws: ``JSONParseError``.
    public init(parsing text: some Sequence<UInt8>, maximumDepth: Int = 128) throws(JSONParseError) {
        let bytes = ContiguousArray(text)
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        self = try parser.parseDocument()
    }

    /// Reads one JSON text; see ``init(parsing:maximumDepth:)-([UInt8],_)``.
    public init(parsing text: String, maximumDepth: Int = 128) throws(JSONParseError) {
        try self.init(parsing: text.utf8, maximumDepth: maximumDepth)
    }
}

struct JSONParser {
    private let bytes: ContiguousArray<UInt8>
    private let maximumDepth: Int
    private var position = 0
    private var depth = 0

    init(bytes: ContiguousArray<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func parseDocument() throws(JSONParseError) -> JSONValue {
        skipBlanks()
        guard position < bytes.count else { throw failure(.empty, "there is no JSON value") }
        let value = try parseValue()
        skipBlanks()
        guard position == bytes.count else { throw failure(.syntax, "more text follows the JSON value") }
        return value
    }

    private func failure(_ code: JSONParseError.Code, _ message: String, at offset: Int? = nil) -> JSONParseError {
        JSONParseError(code: code, message: message, offset: offset ?? position)
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    }

    private mutating func parseValue() throws(JSONParseError) -> JSONValue {
        guard position < bytes.count else { throw failure(.syntax, "the text ends where a value is expected") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", as: .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", as: .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", as: .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw failure(.syntax, "a value is expected here")
        }
    }

    private mutating func parseWord(_ word: StaticString, as value: JSONValue) throws(JSONParseError) -> JSONValue {
        let matches = word.withUTF8Buffer { expected in
            bytes.count - position >= expected.count
                && bytes[position..<position + expected.count].elementsEqual(expected)
        }
        guard matches else { throw failure(.syntax, "a value is expected here") }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func enter() throws(JSONParseError) {
        depth += 1
        guard depth <= maximumDepth else { throw failure(.tooDeep, "nested deeper than \(maximumDepth) levels") }
        position += 1
    }

    private mutating func parseArray() throws(JSONParseError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var items: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            skipBlanks()
            items.append(try parseValue())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw failure(.syntax, "`,` or `]` is expected here") }
        }
    }

    private mutating func parseObject() throws(JSONParseError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var members: [String: JSONValue] = [:]
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipBlanks()
            let keyOffset = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw failure(.syntax, "a key in double quotes is expected here")
            }
            let key = try parseString()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw failure(.syntax, "`:` is expected here") }
            skipBlanks()
            let value = try parseValue()
            guard members.updateValue(value, forKey: key) == nil else {
                throw failure(.duplicateKey, "key \"\(key)\" appears twice", at: keyOffset)
            }
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure(.syntax, "`,` or `}` is expected here") }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func parseNumber() throws(JSONParseError) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try takeDigits() }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            try takeDigits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try takeDigits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else {
            throw failure(.numberOutOfRange, "this number is out of range", at: start)
        }
        return .double(value)
    }

    private mutating func takeDigits() throws(JSONParseError) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        guard position > start else { throw failure(.syntax, "a digit is expected here") }
    }

    private mutating func parseString() throws(JSONParseError) -> String {
        let start = position
        position += 1
        var runStart = position
        var text = ""
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                text += try decodeRun(runStart..<position)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                text += try decodeRun(runStart..<position)
                position += 1
                text.unicodeScalars.append(try parseEscape())
                runStart = position
            case 0..<0x20:
                throw failure(.invalidText, "a control character must be escaped inside a string")
            default:
                position += 1
            }
        }
        throw failure(.syntax, "this string is never closed", at: start)
    }

    private func decodeRun(_ range: Range<Int>) throws(JSONParseError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw failure(.invalidText, "this string is not valid UTF-8", at: range.lowerBound)
        }
        return text
    }

    private mutating func parseEscape() throws(JSONParseError) -> Unicode.Scalar {
        guard position < bytes.count else { throw failure(.syntax, "the text ends inside a string") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try parseUnicodeEscape()
        default: throw failure(.syntax, "unknown escape", at: position - 1)
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONParseError) -> Unicode.Scalar {
        let start = position - 2
        let first = try takeFourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure(.invalidText, "half of a surrogate pair stands alone", at: start)
        }
        let second = try takeFourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw failure(.invalidText, "half of a surrogate pair stands alone", at: start) }
        return scalar
    }

    private mutating func takeFourHexDigits() throws(JSONParseError) -> UInt32 {
        guard bytes.count - position >= 4,
            bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure(.syntax, "four hexadecimal digits are expected here") }
        position += 4
        return value
    }
}
