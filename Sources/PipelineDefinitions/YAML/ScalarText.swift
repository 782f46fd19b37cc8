import JSONModel

/// How a text is written as a scalar.
enum ScalarText {
    /// `nil` for a block, and where the style could not hold the text within one line.
    static func written(_ text: String, like style: YAMLScalar.Style) -> String? {
        guard !text.unicodeScalars.contains(where: { $0.value < 32 || SourceFile.isLineBreak($0) }) else { return nil }
        switch style {
        case .plain: return isPlain(text) ? text : doubleQuoted(text)
        case .singleQuoted: return "'" + text.replacing("'", with: "''") + "'"
        case .doubleQuoted: return doubleQuoted(text)
        case .literal, .folded: return nil
        }
    }

    /// A number or boolean in quotes, as it was typed; `nil` for a text and for nothing at all.
    static func quotedSource(_ scalar: YAMLScalar) -> String? {
        guard scalar.style == .plain, scalar.value.stringValue == nil, !scalar.value.isNull else { return nil }
        return "\"\(scalar.source)\""
    }

    /// `${{ a }} == 1` as `a == 1`; `nil` unless an operator stands at each side that has text.
    static func withoutBraces(_ text: String) -> String? {
        let pieces = text.split(separator: "}}", omittingEmptySubsequences: false)
        guard !text.contains("\n"), pieces.count > 1 else { return nil }
        for (index, piece) in pieces.enumerated() {
            let outside = piece.firstRange(of: "${{").map { piece[..<$0.lowerBound] } ?? piece
            let words = outside.split(separator: " ")
            guard let first = words.first, let last = words.last else { continue }
            guard index == 0 || operators.contains(String(first)) else { return nil }
            guard index == pieces.count - 1 || operators.contains(String(last)) else { return nil }
        }
        let bare = text.replacing("${{", with: "").replacing("}}", with: "")
        return bare.split(separator: " ").joined(separator: " ")
    }

    private static let operators: Set = ["==", "!=", "<", "<=", ">", ">=", "&&", "||", "in"]

    private static func doubleQuoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// Errs on the side of quotes, also for what only flow collections read otherwise.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.last != " ", text.last != ":", first != " " else {
            return false
        }
        guard !"!&*?|>%@`\"'#,[]{}-:=<".unicodeScalars.contains(first) else { return false }
        let hasMark = text.unicodeScalars.contains { ",[]{}".unicodeScalars.contains($0) }
        guard !hasMark, !text.contains(": "), !text.contains(" #") else { return false }
        return CoreSchema.read(text) == .value(.string(text)) && CoreSchema.formerBoolean(text) == nil
    }
}
