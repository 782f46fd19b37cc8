extension Lexer {
    mutating func readNumber() throws(Fault) -> Token.Kind {
        let begin = position
        let kind = try starts(with: "0x") || starts(with: "0X") ? readHexadecimal() : readDecimal()
        if let byte = peek(), Self.isNameStart(byte) || Self.isDigit(byte) {
            throw syntaxFault("a number runs into a name; a blank or an operator is missing", begin..<position + 1)
        }
        return kind
    }

    private mutating func readHexadecimal() throws(Fault) -> Token.Kind {
        let begin = position
        position += 2
        let digits = take { Self.hexadecimalValue($0) != nil }
        return try integer(digits, radix: 16, from: begin)
    }

    private mutating func readDecimal() throws(Fault) -> Token.Kind {
        let begin = position
        let digits = take(while: Self.isDigit)
        var isDouble = false
        if peek() == UInt8(ascii: "."), peek(1).map(Self.isDigit) == true {
            position += 1
            _ = take(while: Self.isDigit)
            isDouble = true
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            guard !take(while: Self.isDigit).isEmpty else {
                throw syntaxFault("the exponent of this number has no digits", begin..<position)
            }
            isDouble = true
        }
        guard isDouble else { return try integer(digits, radix: 10, from: begin) }
        let text = String(decoding: bytes[begin..<position], as: UTF8.self)
        guard let value = Double(text.hasPrefix(".") ? "0" + text : text), value.isFinite else {
            throw syntaxFault("this number is out of range", begin..<position)
        }
        return .double(value)
    }

    private mutating func integer(_ digits: String, radix: Int, from begin: Int) throws(Fault) -> Token.Kind {
        let isUnsigned = peek().map { $0 | 0x20 == UInt8(ascii: "u") } ?? false
        if isUnsigned { position += 1 }
        guard !digits.isEmpty else { throw syntaxFault("`0x` needs digits", begin..<position) }
        guard let value = UInt64(digits, radix: radix) else {
            throw syntaxFault("this number does not fit 64 bits", begin..<position)
        }
        return isUnsigned ? .unsigned(value) : .integer(value)
    }

    private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
        let begin = position
        while let byte = peek(), isWanted(byte) { position += 1 }
        return String(decoding: bytes[begin..<position], as: UTF8.self)
    }

    static func hexadecimalValue(_ byte: UInt8) -> UInt32? {
        Character(Unicode.Scalar(byte)).hexDigitValue.flatMap { byte < 0x80 ? UInt32($0) : nil }
    }

    /// A string or bytes literal, if one starts here; its prefix letters are `r` (raw) and `b` (bytes), in any order.
    mutating func readQuoted() throws(Fault) -> Token.Kind? {
        var isRaw = false
        var isBytes = false
        var ahead = 0
        while let byte = peek(ahead), ahead < 2 {
            if byte | 0x20 == UInt8(ascii: "r"), !isRaw {
                isRaw = true
            } else if byte | 0x20 == UInt8(ascii: "b"), !isBytes {
                isBytes = true
            } else {
                break
            }
            ahead += 1
        }
        guard let quote = peek(ahead), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        let begin = position
        position += ahead
        let content = try readContent(quote, isRaw: isRaw, isBytes: isBytes, from: begin)
        return isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    }

    private mutating func readContent(
        _ quote: UInt8, isRaw: Bool, isBytes: Bool, from begin: Int
    ) throws(Fault) -> [UInt8] {
        let one = String(Unicode.Scalar(quote))
        let isTriple = starts(with: one + one + one)
        let closing = isTriple ? one + one + one : one
        position += closing.utf8.count
        var content: [UInt8] = []
        while let byte = peek(), isTriple || (byte != 0x0A && byte != 0x0D) {
            if starts(with: closing) {
                position += closing.utf8.count
                return content
            }
            if byte == UInt8(ascii: "\\"), !isRaw {
                try readEscape(into: &content, isBytes: isBytes)
            } else {
                content.append(byte)
                position += 1
            }
        }
        throw syntaxFault("this string is not closed", begin..<min(begin + 1, bytes.count))
    }

    private mutating func readEscape(into content: inout [UInt8], isBytes: Bool) throws(Fault) {
        let begin = position
        guard let letter = peek(1) else {
            position += 1
            throw syntaxFault("this string is not closed", begin..<position)
        }
        position += 2
        let scalar = Unicode.Scalar(letter)
        switch scalar {
        case "x", "X": try appendNumber(2, 16, &content, isBytes, begin)
        case "u" where !isBytes: try appendNumber(4, 16, &content, isBytes, begin)
        case "U" where !isBytes: try appendNumber(8, 16, &content, isBytes, begin)
        case "0"..."3":
            position -= 1
            try appendNumber(3, 8, &content, isBytes, begin)
        default:
            guard let plain = Self.plainEscapes[scalar] else {
                throw syntaxFault("`\\` starts no known escape here; write `\\\\` for a backslash", begin..<position)
            }
            content.append(plain)
        }
    }

    private mutating func appendNumber(
        _ digits: Int, _ radix: UInt32, _ content: inout [UInt8], _ isBytes: Bool, _ begin: Int
    ) throws(Fault) {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = peek(), let digit = Self.hexadecimalValue(byte), digit < radix else {
                throw syntaxFault("this escape needs \(digits) digits", begin..<position)
            }
            value = value &* radix &+ digit
            position += 1
        }
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: value))
        } else if let scalar = Unicode.Scalar(value) {
            content += String(scalar).utf8
        } else {
            throw syntaxFault("this escape names no Unicode character", begin..<position)
        }
    }

    private static let plainEscapes: [Unicode.Scalar: UInt8] = [
        "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11,
        "\\": 0x5C, "?": 0x3F, "\"": 0x22, "'": 0x27, "`": 0x60,
    ]
}
