import Foundation

enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    static func lines(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString(
            options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    }
}

/// RFC 2045: text in lines of at most 76 ASCII characters.
struct QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)
    private var output: [UInt8] = []
    private var column = 0

    /// - Parameter text: its lines end with CR LF.
    static func encode(_ text: [UInt8]) -> String {
        var encoder = QuotedPrintable()
        var index = 0
        while index < text.count {
            if text[index] == 0x0D {
                encoder.endLine()
                index += 2
                continue
            }
            let endsLine = index + 1 == text.count || text[index + 1] == 0x0D
            encoder.add(text[index], endsLine: endsLine)
            index += 1
        }
        return String(decoding: encoder.output, as: UTF8.self)
    }

    private mutating func endLine() {
        output += [0x0D, 0x0A]
        column = 0
    }

    private mutating func add(_ byte: UInt8, endsLine: Bool) {
        let isBlank = byte == 0x20 || byte == 0x09
        let isLiteral = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || isBlank && !endsLine
        let units = isLiteral ? [byte] : [UInt8(ascii: "="), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
        // The last column is left for the `=` that joins a line with the next.
        if column + units.count > 75 {
            output.append(UInt8(ascii: "="))
            endLine()
        }
        output += units
        column += units.count
    }
}

/// The text of a part as it travels: whichever encoding is shorter, both free of long lines and of control characters.
struct EncodedBody: Sendable, Hashable {
    let encoding: String
    let text: String

    init(_ text: String) {
        let bytes = Self.crlf(text)
        let foreign = bytes.count { $0 >= 0x80 || $0 == UInt8(ascii: "=") }
        let isMostlyForeign = foreign > bytes.count / 6
        encoding = isMostlyForeign ? "base64" : "quoted-printable"
        self.text = isMostlyForeign ? Base64.lines(bytes) : QuotedPrintable.encode(bytes)
    }

    /// CR LF at the end of every line, whatever ended it before.
    private static func crlf(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 32)
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0x0D || byte == 0x0A && last != 0x0D { bytes += [0x0D, 0x0A] }
            if byte != 0x0D && byte != 0x0A { bytes.append(byte) }
            last = byte
        }
        return bytes
    }
}
