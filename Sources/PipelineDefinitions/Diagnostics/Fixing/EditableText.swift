/// A file's text by scalar, with the same lines as ``SourceFile``; its line breaks stay as they are.
struct EditableText {
    private var scalars: [Unicode.Scalar]
    /// Where each line begins and ends, without its line break, before any change.
    private let lines: [Range<Int>]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var lines: [Range<Int>] = []
        var start = 0
        for (index, scalar) in scalars.enumerated() {
            let isSecondHalf = scalar == "\n" && index > 0 && scalars[index - 1] == "\r"
            if isSecondHalf { start = index + 1 }
            guard !isSecondHalf, SourceFile.isLineBreak(scalar) else { continue }
            lines.append(start..<index)
            start = index + 1
        }
        self.lines = lines + [start..<scalars.count]
    }

    var text: String { SourceFile.string(scalars) }

    /// What lies beyond the end of a line or of the file is cut.
    func offsets(_ range: SourceRange) -> Range<Int> {
        let start = offset(range.start)
        return start..<max(start, offset(range.end))
    }

    mutating func replace(_ range: Range<Int>, with text: String) {
        scalars.replaceSubrange(range, with: text.unicodeScalars)
    }

    private func offset(_ position: SourcePosition) -> Int {
        guard position.line >= 1 else { return 0 }
        guard lines.indices.contains(position.line - 1) else { return scalars.count }
        let line = lines[position.line - 1]
        return min(line.lowerBound + max(0, position.column - 1), line.upperBound)
    }
}
