import Expressions

/// An expression and the scalar it stands in.
struct ExpressionPlace {
    let expression: Expression
    let node: YAMLNode

    /// Where a stretch of the scalar's text is in the file.
    func range(_ offsets: Range<Int>, _ reader: NodeReader) -> SourceRange { reader.range(offsets, in: node) }

    /// The whole expression, without its braces.
    func range(_ reader: NodeReader) -> SourceRange { range(expression.range, reader) }

    /// Another text for a stretch.
    func fix(_ offsets: Range<Int>, _ text: String) -> Diagnostic.Fix? {
        node.fix([(offsets, text)], title: "replace with `\(text)`")
    }

    /// Another name for a link of a path; inside `["…"]` the quotes stay.
    func rename(_ segment: Reference.Segment, to name: String) -> Diagnostic.Fix? {
        let range = segment.range
        guard range.count == segment.name.utf8.count + 2 else { return fix(range, name) }
        return fix(range.lowerBound + 1..<range.upperBound - 1, name)
    }

    /// A call around the whole expression.
    func wrapped(in function: String) -> Diagnostic.Fix? {
        let range = expression.range
        return node.fix(
            [(range.lowerBound..<range.lowerBound, "\(function)("), (range.upperBound..<range.upperBound, ")")],
            title: "wrap in `\(function)( )`")
    }
}

extension YAMLNode {
    /// Edits of a scalar's text, as edits of the file.
    /// - Parameter edits: UTF-8 offsets of the text and what should stand there.
    /// - Returns: `nil` where the place is not known, the style cannot hold the text, or an alias reads it too.
    func fix(_ edits: [(offsets: Range<Int>, text: String)], title: String) -> Diagnostic.Fix? {
        guard aliasRange == nil, let scalar else { return nil }
        let places = ScalarPlaces(scalar, start: range.start)
        var found: [Diagnostic.Fix.Edit] = []
        for (offsets, text) in edits {
            guard let range = places.stretch(offsets, of: scalar.text), let written = scalar.style.written(text) else {
                return nil
            }
            found.append(.init(range, written))
        }
        return Diagnostic.Fix(title, found)
    }
}

extension ScalarPlaces {
    /// As ``range(_:)``, and an empty stretch for empty offsets.
    fileprivate func stretch(_ offsets: Range<Int>, of text: String) -> SourceRange? {
        guard offsets.isEmpty else { return range(offsets) }
        if let next = range(offsets.lowerBound..<offsets.lowerBound + 1) { return SourceRange(next.start, next.start) }
        guard offsets.lowerBound > 0,
            let last = range(offsets.lowerBound - 1..<offsets.lowerBound)
        else { return nil }
        return SourceRange(last.end, last.end)
    }
}

extension YAMLScalar.Style {
    /// A part of a scalar of this style; `nil` if it might not be read back.
    fileprivate func written(_ text: String) -> String? {
        guard !text.contains(where: \.isNewline) else { return nil }
        return switch self {
        case .literal, .folded: text
        case .plain: text.contains(where: { ",[]{}#:".contains($0) }) ? nil : text
        case .singleQuoted: text.replacing("'", with: "''")
        case .doubleQuoted: text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
    }
}
