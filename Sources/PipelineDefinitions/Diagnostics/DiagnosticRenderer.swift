/// Writes diagnostics as text, with the lines they speak of.
public struct DiagnosticRenderer: Sendable {
    private static let widestExcerpt = 120

    private let sources: [String: SourceFile]
    private let palette: DiagnosticPalette

    /// - Parameters:
    ///   - sources: the files the diagnostics speak of; without its file a diagnostic has no excerpt.
    ///   - colours: for a terminal.
    public init(sources: some Sequence<SourceFile>, colours: Bool = false) {
        self.sources = Dictionary(sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        palette = DiagnosticPalette(isOn: colours)
    }

    /// All diagnostics by file and line, an empty line between them.
    public func text(for diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics.inReadingOrder.map { text(for: $0) }.joined(separator: "\n")
    }

    public func text(for diagnostic: Diagnostic) -> String {
        let spans = spans(of: diagnostic)
        let width = String(spans.map(\.range.start.line).max() ?? 1).count
        let margin = String(repeating: " ", count: width)
        var lines = [headline(diagnostic), palette.place("\(margin)--> \(diagnostic.file):\(diagnostic.range.start)")]
        lines += excerpts(spans, in: diagnostic, margin: margin)
        if let help = diagnostic.help, diagnostic.fix?.says(help) != true {
            lines += remark("help", help, margin: margin)
        }
        if let fix = diagnostic.fix { lines += remark("fix", fix.title, margin: margin) }
        lines += remark("see", "millrace explain \(diagnostic.code)", margin: margin)
        return lines.joined(separator: "\n") + "\n"
    }

    private func headline(_ diagnostic: Diagnostic) -> String {
        let word = palette.severity("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", diagnostic.severity)
        return word + palette.headline(": \(clean(diagnostic.message))")
    }

    /// Lines after the first stand below it, so that a sample keeps its shape.
    private func remark(_ word: String, _ text: String, margin: String) -> [String] {
        let indent = String(repeating: " ", count: margin.count + word.count + 5)
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            index == 0
                ? "\(margin) \(palette.place("=")) \(word): \(clean(String(line)))" : indent + clean(String(line))
        }
    }

    private struct Span {
        let file: String
        let range: SourceRange
        /// `nil` for a second place.
        let severity: Diagnostic.Severity?
        let label: String
    }

    private func spans(of diagnostic: Diagnostic) -> [Span] {
        let main = Span(
            file: diagnostic.file, range: diagnostic.range, severity: diagnostic.severity,
            label: diagnostic.label ?? "")
        let others = diagnostic.notes.map { Span(file: $0.file, range: $0.range, severity: nil, label: $0.message) }
        let here = ([main] + others.filter { $0.file == main.file }).sorted { $0.range.start < $1.range.start }
        return here + others.filter { $0.file != main.file }
    }

    private func excerpts(_ spans: [Span], in diagnostic: Diagnostic, margin: String) -> [String] {
        var lines: [String] = []
        var file = diagnostic.file
        var lastLine: Int?
        for span in spans {
            guard let excerpt = excerpt(span, margin: margin) else { continue }
            if span.file != file {
                lines.append(palette.place("\(margin)::: \(span.file):\(span.range.start)"))
                (file, lastLine) = (span.file, nil)
            }
            if let lastLine, span.range.start.line > lastLine + 1 { lines.append(palette.place("\(margin)...")) }
            if lastLine == nil { lines.append(palette.place("\(margin) |")) }
            lines += span.range.start.line == lastLine ? [excerpt.marks] : [excerpt.source, excerpt.marks]
            lastLine = span.range.start.line
        }
        return lines
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
        let mark = span.severity == nil ? "-" : "^"
        let label = span.label.isEmpty ? "" : " \(clean(span.label))"
        let marks = String(repeating: mark, count: max(1, min(end - start.column, room))) + label
        let painted = span.severity.map { palette.severity(marks, $0) } ?? palette.place(marks)
        return (
            "\(palette.place("\(padding)\(number) |")) \(clean(SourceFile.string(shown)))",
            "\(palette.place("\(margin) |")) \(indent)\(painted)"
        )
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
