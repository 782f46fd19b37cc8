/// Findings as workflow commands, one a line.
struct GitHubAnnotations {
    let report: DiagnosticReport

    var text: String { report.diagnostics.map { command(for: $0) + "\n" }.joined() }

    private func command(for diagnostic: Diagnostic) -> String {
        let (start, end) = (diagnostic.range.start, diagnostic.range.end)
        var properties = [
            ("file", report.pathPrefix + diagnostic.file), ("line", "\(start.line)"), ("endLine", "\(end.line)"),
        ]
        // Columns are shown for a stretch within one line only; the last one is included.
        if start.line == end.line {
            properties += [("col", "\(start.column)"), ("endColumn", "\(max(start.column, end.column - 1))")]
        }
        properties.append(("title", diagnostic.code))
        let list = properties.map { "\($0)=\(Self.escaped($1, inProperty: true))" }.joined(separator: ",")
        let message = [diagnostic.message, diagnostic.help].compactMap(\.self).joined(separator: "\n")
        return "::\(Self.word(diagnostic.severity)) \(list)::\(Self.escaped(message, inProperty: false))"
    }

    private static func word(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "notice"
        }
    }

    static func escaped(_ text: String, inProperty: Bool) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            case ":" where inProperty: "%3A"
            case "," where inProperty: "%2C"
            default: String(scalar)
            }
        }.joined()
    }
}
