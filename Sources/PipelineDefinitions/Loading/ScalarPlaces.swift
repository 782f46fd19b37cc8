/// Where the characters of a scalar's text stand in its file.
///
/// Walks over the text and its source side by side; what YAML adds (quotes, escapes, indentation, folded line breaks)
/// is stepped over. An escape that hides a character, such as `\\u0041`, ends the walk: then no place is known.
struct ScalarPlaces {
    /// By index of a scalar of the text.
    private var positions: [SourcePosition] = []
    private let text: String

    init(_ scalar: YAMLScalar, start: SourcePosition) {
        text = scalar.text
        let source = Array(scalar.source.unicodeScalars)
        let wanted = Array(scalar.text.unicodeScalars)
        var index = Self.contentStart(of: source, style: scalar.style)
        var position = Self.position(after: source[..<index], from: start)
        while index < source.count, positions.count < wanted.count {
            let (here, next) = (source[index], wanted[positions.count])
            let isSame = here == next
            if isSame || Self.isBlank(next), isSame || !Self.isBlank(here) {
                positions.append(position)
                // A line break that folding made a blank of stands nowhere; only the text moves on.
                guard isSame else { continue }
            } else if !Self.isBlank(here), !Self.isMark(here, style: scalar.style) {
                return
            }
            position = Self.position(after: source[index...index], from: position)
            index += 1
        }
    }

    /// - Parameter offsets: UTF-8 offsets of the text.
    func range(_ offsets: Range<Int>) -> SourceRange? {
        let bytes = Array(text.utf8)
        guard offsets.upperBound <= bytes.count else { return nil }
        let first = scalarCount(bytes[..<offsets.lowerBound])
        let last = max(first, scalarCount(bytes[..<offsets.upperBound]) - 1)
        guard positions.indices.contains(last) else { return nil }
        let end = SourcePosition(line: positions[last].line, column: positions[last].column + 1)
        return SourceRange(positions[first], end)
    }

    private func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.count
    }

    /// After the opening quote, or after the line of `|` or `>`.
    private static func contentStart(of source: [Unicode.Scalar], style: YAMLScalar.Style) -> Int {
        switch style {
        case .plain: 0
        case .singleQuoted, .doubleQuoted: min(1, source.count)
        case .literal, .folded: (source.firstIndex(of: "\n") ?? source.count - 1) + 1
        }
    }

    private static func position(
        after scalars: ArraySlice<Unicode.Scalar>, from start: SourcePosition
    ) -> SourcePosition {
        scalars.reduce(start) { position, scalar in
            scalar == "\n"
                ? SourcePosition(line: position.line + 1, column: 1)
                : SourcePosition(line: position.line, column: position.column + 1)
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\n" || scalar == "\t" }

    /// What a quoted scalar writes twice or in front.
    private static func isMark(_ scalar: Unicode.Scalar, style: YAMLScalar.Style) -> Bool {
        switch style {
        case .singleQuoted: scalar == "'"
        case .doubleQuoted: scalar == "\\"
        case .plain, .literal, .folded: false
        }
    }
}
