/// Writes diagnostics as text, with the lines they speak of.
public struct DiagnosticRenderer: Sendable {
    private static let widestExcerpt = 120

    private let sources: [String: SourceFile]

    /// - Parameter sources: the files the diagnostics speak of; without its file a diagnostic has no excerpt.
    public init(sources: some Sequence<SourceFile>) {
        self.sources = Dictionary(sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// All diagnostics by file and line, an empty line between them.
    public func text(for diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics
            .sorted { ($0.file, $0.range.start, $0.code) < ($1.file, $1.range.start, $1.code) }
            .map { text(for: $0) }
            .joined(separator: "\n")
    }

    public func text(for diagnostic: Diagnostic) -> String {
        let spans = spans(of: diagnostic)
        let width = String(spans.map(\.range.start.line).max() ?? 1).count
        let margin = String(repeating: " ", count: width)
        var lines = ["\(diagnostic.severity.rawValue)[\(diagnostic.code)]: \(clean(diagnostic.message))"]
        lines.append("\(margin)--> \(diagnostic.file):\(diagnostic.range.start)")
        var file = diagnostic.file
        var lastLine: Int?
        for span in spans {
            guard let excerpt = excerpt(span, margin: margin) else { continue }
            if span.file != file {
                lines.append("\(margin)::: \(span.file):\(span.range.start)")
                (file, lastLine) = (span.file, nil)
            }
            if let lastLine, span.range.start.line > lastLine + 1 { lines.append("\(margin)...") }
            if lastLine == nil { lines.append("\(margin) |") }
            lines += span.range.start.line == lastLine ? [excerpt.marks] : [excerpt.source, excerpt.marks]
            lastLine = span.range.start.line
        }
        if let help = diagnostic.help { lines.append("\(margin) = help: \(clean(help))") }
        lines.append("\(margin) = see: docs/diagnostics/\(diagnostic.code).md")
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Span {
        let file: String
        let range: SourceRange
        let mark: Character
        let label: String
    }

    private func spans(of diagnostic: Diagnostic) -> [Span] {
        let main = Span(file: diagnostic.file, range: diagnostic.range, mark: "^", label: diagnostic.label ?? "")
        let others = diagnostic.notes.map { Span(file: $0.file, range: $0.range, mark: "-", label: $0.message) }
        let here = ([main] + others.filter { $0.file == main.file }).sorted { $0.range.start < $1.range.start }
        return here + others.filter { $0.file != main.file }
    }

    private func excerpt(_ span: Span, margin: String) -> (source: String, marks: String)? {
        let start = span.range.start
        guard let file = sources[span.file], file.lines.indices.contains(start.line - 1) else { return nil }
        let line = file.lines[start.line - 1]
        let end = span.range.end.line == start.line ? span.range.end.column : line.count + 1
        // Of a very long line only the neighbourhood is shown.
        let first = line.count <= Self.widestExcerpt ? 0 : max(0, min(start.column - 40, line.count))
        let shown = line[first..<min(line.count, first + Self.widestExcerpt)]
        let number = String(start.line)
        let padding = String(repeating: " ", count: margin.count - number.count)
        let indent = String(repeating: " ", count: max(0, start.column - 1 - first))
        let room = max(1, Self.widestExcerpt + first + 1 - start.column)
        let marks = String(repeating: span.mark, count: max(1, min(end - start.column, room)))
        let label = span.label.isEmpty ? "" : " \(clean(span.label))"
        return ("\(padding)\(number) | \(clean(SourceFile.string(shown)))", "\(margin) | \(indent)\(marks)\(label)")
    }

    /// Shows tabs as an arrow, and keeps control characters of a file from reaching the terminal.
    private func clean(_ text: String) -> String {
        SourceFile.string(
            text.unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: scalar == "\t" ? "→" : "\u{FFFD}"
                default: scalar
                }
            })
    }
}
