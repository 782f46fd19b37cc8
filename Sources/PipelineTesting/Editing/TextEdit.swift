import PipelineDefinitions

/// Another text for one stretch of a file.
struct TextEdit {
    let range: SourceRange
    let text: String

    /// The text with all edits made; they must not overlap. The rest stays as it is, line breaks too.
    static func apply(_ edits: [TextEdit], to text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        let starts = lineStarts(of: scalars)
        let offset = { (position: SourcePosition) in
            let start = starts.indices.contains(position.line - 1) ? starts[position.line - 1] : scalars.count
            return min(start + position.column - 1, scalars.count)
        }
        // From the end, so that the places of those before stay.
        let places = edits.map { (range: offset($0.range.start)..<offset($0.range.end), text: $0.text) }
        for place in places.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            scalars.replaceSubrange(place.range, with: place.text.unicodeScalars)
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// By the line breaks that places count.
    private static func lineStarts(of scalars: [Unicode.Scalar]) -> [Int] {
        var starts = [0]
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\r" where index + 1 < scalars.count && scalars[index + 1] == "\n": continue
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": starts.append(index + 1)
            default: continue
            }
        }
        return starts
    }
}
