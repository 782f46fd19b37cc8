/// Where the characters of a scalar's text stand in its file.
///
/// Walks over the text and its source side by side; what YAML adds (quotes, escapes, indentation, folded line breaks)
/// is stepped over. An escape is the place of the character it stands for.
struct ScalarPlaces {
    /// By index of a scalar of the text: where it begins and how many columns it takes.
    private var places: [(start: SourcePosition, width: Int)] = []
    private let text: String

    init(_ scalar: YAMLScalar, start: SourcePosition) {
        text = scalar.text
        let source = Array(scalar.source.unicodeScalars)
        let wanted = Array(scalar.text.unicodeScalars)
        var index = Self.contentStart(of: source, style: scalar.style)
        var position = Self.position(after: source[..<index], from: start)
        while index < source.count, places.count < wanted.count {
            let (here, next) = (source[index], wanted[places.count])
            var width = 1
            if here == "\\", scalar.style == .doubleQuoted {
                width = EscapeSequence.length(in: source[index...])
                if EscapeSequence.standsForText(source[index...]) { places.append((position, width)) }
            } else if here == next {
                places.append((position, 1))
            } else if Self.isBlank(next), !Self.isBlank(here) {
                // A line break that folding made a blank of stands nowhere; only the text moves on.
                places.append((position, 1))
                continue
            } else if !Self.isBlank(here), here != "'" || scalar.style != .singleQuoted {
                return
            }
            let end = min(index + width, source.count)
            position = Self.position(after: source[index..<end], from: position)
            index = end
        }
    }

    /// - Parameter offsets: UTF-8 offsets of the text.
    func range(_ offsets: Range<Int>) -> SourceRange? {
        let bytes = Array(text.utf8)
        guard offsets.upperBound <= bytes.count else { return nil }
        let first = scalarCount(bytes[..<offsets.lowerBound])
        let last = max(first, scalarCount(bytes[..<offsets.upperBound]) - 1)
        guard places.indices.contains(last) else { return nil }
        let end = places[last].start
        return SourceRange(
            places[first].start, SourcePosition(line: end.line, column: end.column + places[last].width))
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
}

/// A backslash in double quotes with what belongs to it.
enum EscapeSequence {
    /// At least 1, and never beyond what is there. To a line break belong the blanks that begin the next line.
    static func length(in source: ArraySlice<Unicode.Scalar>) -> Int {
        guard let letter = source.dropFirst().first else { return 1 }
        if letter == "\n" { return 2 + source.dropFirst(2).prefix { $0 == " " || $0 == "\t" }.count }
        let digits: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        return min(2 + (digits[letter] ?? 0), source.count)
    }

    /// Before a line break it only joins two lines.
    static func standsForText(_ source: ArraySlice<Unicode.Scalar>) -> Bool { source.dropFirst().first != "\n" }
}
