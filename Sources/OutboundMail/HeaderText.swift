/// Text that may stand in a header: the only way into one, so that no value can end its line.
struct HeaderText: Sendable, Hashable {
    static let longest = 2000

    let text: String

    /// - Throws: `field_invalid` for control characters (CR, LF and NUL among them), line separators and text longer
    ///   than 2,000 bytes.
    init(_ text: String, field: String) throws(OutboundMailError) {
        if let scalar = text.unicodeScalars.first(where: \.isControl) {
            let number = String(scalar.value, radix: 16, uppercase: true)
            throw OutboundMailError(
                .fieldInvalid, "`\(field)` holds a control character (U+\(number)), which a header cannot.",
                place: field)
        }
        guard text.utf8.count <= Self.longest else {
            throw OutboundMailError(.fieldInvalid, "`\(field)` is longer than \(Self.longest) bytes.", place: field)
        }
        self.text = text
    }

    /// As it stands in a header that begins with `used` characters: plain where it can be, else encoded words.
    func encoded(after used: Int) -> String {
        let fits = used + text.utf8.count <= 76
        return fits && isPlain ? text : EncodedWord.encode(text)
    }

    /// As a display name before an address.
    var phrase: String {
        guard isPlain, text.utf8.count <= 60 else { return EncodedWord.encode(text) }
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    /// Blanks at the ends would be lost, and what looks like an encoded word would be decoded.
    private var isPlain: Bool {
        text.utf8.allSatisfy { $0 < 0x7F } && !text.contains("=?") && !text.hasPrefix(" ") && !text.hasSuffix(" ")
    }
}

extension Unicode.Scalar {
    /// What could end or hide a line, or nobody means to send.
    var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}

/// RFC 2047: text of any language in the ASCII of a header.
enum EncodedWord {
    /// 39 bytes make 52 digits; with its frame of 12 a word leaves room for the header's name on a line of 76.
    private static let bytesPerWord = 39

    /// Words joined by folds, so that no line grows.
    static func encode(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > bytesPerWord { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
    }
}
