/// Text in lines no wider than a box.
enum TextLines {
    /// Broken at blanks where there are some. What does not fit into so many lines ends with `…`.
    static func wrapped(_ text: String, width: Double, size: Double, lines most: Int) -> [String] {
        var lines: [String] = []
        var rest = Plain.text(text)[...]
        while !rest.isEmpty {
            if lines.count == most - 1 {
                lines.append(shortened(rest, width: width, size: size))
                break
            }
            let end = end(of: rest, width: width, size: size)
            lines.append(rest[..<end].trimmed)
            rest = rest[end...].drop { $0 == " " }
        }
        return lines
    }

    /// Cut so that it fits, with `…` for what is gone.
    static func shortened(_ text: some StringProtocol, width: Double, size: Double) -> String {
        guard TextWidth.of(text, size: size) > width else { return String(text) }
        var kept = text[...]
        while !kept.isEmpty, TextWidth.of(String(kept) + "…", size: size) > width { kept.removeLast() }
        return String(kept).trimmed + "…"
    }

    /// Where the first line ends: after as many words as fit, or within a word that is wider than the box.
    private static func end(of text: Substring, width: Double, size: Double) -> String.Index {
        var wordEnd: String.Index?
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if TextWidth.of(text[..<next], size: size) > width {
                return wordEnd ?? (index > text.startIndex ? index : next)
            }
            if text[index] == " " { wordEnd = index }
            index = next
        }
        return text.endIndex
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
