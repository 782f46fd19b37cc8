/// Cuts the text of an expression into tokens.
struct Lexer {
    static let maximumCodePoints = 8192

    let bytes: [UInt8]
    var position: Int
    private let start: Int
    private let isInTemplate: Bool
    private var tokens: [Token] = []
    private var openBraces = 0

    /// - Parameter isInTemplate: stop in front of a `}` that closes no map, instead of at the end of the text.
    init(bytes: [UInt8], start: Int, isInTemplate: Bool) {
        self.bytes = bytes
        self.start = start
        self.position = start
        self.isInTemplate = isInTemplate
    }

    /// The tokens with `.end` as the last one; afterwards ``position`` is where the expression ends.
    mutating func tokenize() throws(Fault) -> [Token] {
        while true {
            skipBlanks()
            guard let byte = peek(), !isAtTemplateEnd else { break }
            let begin = position
            let kind = try nextKind(byte)
            if kind == .symbol("{") { openBraces += 1 }
            if kind == .symbol("}") { openBraces -= 1 }
            tokens.append(Token(kind: kind, range: begin..<position))
            // In a template the end is not known: this bounds the work before the exact count below.
            if position - start > Self.maximumCodePoints * 4 { break }
        }
        try checkLength()
        tokens.append(Token(kind: .end, range: position..<position))
        return tokens
    }

    private var isAtTemplateEnd: Bool {
        isInTemplate && openBraces == 0 && peek() == UInt8(ascii: "}")
    }

    private func checkLength() throws(Fault) {
        let count = bytes[start..<position].lazy.filter { $0 & 0xC0 != 0x80 }.count
        if count > Self.maximumCodePoints { throw Self.tooLong(start..<position) }
    }

    static func tooLong(_ range: Range<Int>) -> Fault {
        let message = "this expression is longer than \(maximumCodePoints) characters"
        return Fault(code: .tooLong, message: message, range: range)
    }

    private mutating func nextKind(_ byte: UInt8) throws(Fault) -> Token.Kind {
        if let literal = try readQuoted() { return literal }
        if Self.isNameStart(byte) { return .name(readName()) }
        if byte == UInt8(ascii: "`") { return try readQuotedName() }
        if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true) {
            return try readNumber()
        }
        return try readSymbol()
    }

    private mutating func skipBlanks() {
        while let byte = peek() {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                position += 1
            } else if starts(with: "//") {
                while let next = peek(), next != 0x0A { position += 1 }
            } else {
                return
            }
        }
    }

    private mutating func readName() -> String {
        let begin = position
        while let byte = peek(), Self.isNameStart(byte) || Self.isDigit(byte) { position += 1 }
        return String(decoding: bytes[begin..<position], as: UTF8.self)
    }

    private mutating func readQuotedName() throws(Fault) -> Token.Kind {
        let begin = position
        position += 1
        while let byte = peek(), byte != UInt8(ascii: "`"), byte != 0x0A { position += 1 }
        guard peek() == UInt8(ascii: "`"), position > begin + 1 else {
            throw syntaxFault("a field name in back quotes is empty or not closed", begin..<position)
        }
        position += 1
        return .quotedName(String(decoding: bytes[begin + 1..<position - 1], as: UTF8.self))
    }

    private mutating func readSymbol() throws(Fault) -> Token.Kind {
        for symbol in ["==", "!=", "<=", ">=", "&&", "||"] where starts(with: symbol) {
            position += 2
            return .symbol(symbol)
        }
        let scalar = Unicode.Scalar(bytes[position])
        let begin = position
        position += 1
        if scalar.isASCII, "()[]{}.,?:+-*/%!<>".unicodeScalars.contains(scalar) { return .symbol(String(scalar)) }
        while let byte = peek(), byte & 0xC0 == 0x80 { position += 1 }
        throw syntaxFault(Self.hint(for: String(decoding: bytes[begin..<position], as: UTF8.self)), begin..<position)
    }

    private static func hint(for text: String) -> String {
        switch text {
        case "=": "`=` is no operator; `==` compares"
        case "&": "`&` is no operator; `&&` means and"
        case "|": "`|` is no operator; `||` means or"
        default: "`\(text)` has no meaning in an expression"
        }
    }

    static func isNameStart(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    func starts(with text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    func syntaxFault(_ message: String, _ range: Range<Int>) -> Fault {
        Fault(code: .syntax, message: message, range: range)
    }
}
