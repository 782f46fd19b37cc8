import JSONModel

/// The forms in which findings can be written.
public enum DiagnosticFormat: String, Sendable, CaseIterable {
    /// For people: excerpts, help and fixes.
    case text
    /// An array of objects.
    case json
    /// One object a line.
    case jsonl
    /// SARIF 2.1.0, for code scanning services and editors.
    case sarif
    /// Workflow commands of GitHub Actions, shown beside the lines of a pull request.
    case github
    /// JUnit XML, which most CI services show as tests.
    case junit
}

/// Findings about files, ready to be written in any format.
public struct DiagnosticReport: Sendable {
    /// By file, then place.
    public let diagnostics: [Diagnostic]
    /// The files that were looked at, also those without a finding.
    public let files: [SourceFile]
    /// What counts as a failure.
    public var threshold = Diagnostic.Severity.error
    /// From where services look at paths to the project's folder: empty, or `services/video/`.
    public var pathPrefix = ""
    /// Of the program, for SARIF.
    public var version = "0.0.0"

    public init(_ diagnostics: some Sequence<Diagnostic>, files: [SourceFile]) {
        self.diagnostics = diagnostics.inReadingOrder
        self.files = files
    }

    public init(_ reading: ProjectReading) {
        self.init(reading.diagnostics, files: reading.files)
    }

    /// Whether a finding counts as a failure.
    public var isFailure: Bool { diagnostics.contains { $0.severity.reaches(threshold) } }

    /// The report without the findings that do not count as failures.
    public var failures: DiagnosticReport {
        var report = DiagnosticReport(diagnostics.filter { $0.severity.reaches(threshold) }, files: files)
        (report.threshold, report.pathPrefix, report.version) = (threshold, pathPrefix, version)
        return report
    }

    /// Such as `3 files, 1 error, 2 warnings; 1 can be mended by --fix`.
    public var summary: String {
        let counts = Dictionary(grouping: diagnostics, by: \.severity).mapValues(\.count)
        var parts = [
            Counted.text(files.count, "file"), counts[.error].map { Counted.text($0, "error") } ?? "no errors",
        ]
        if let warnings = counts[.warning] { parts.append(Counted.text(warnings, "warning")) }
        if let notes = counts[.info] { parts.append(Counted.text(notes, "note")) }
        let mendable = diagnostics.count { $0.fix != nil }
        return parts.joined(separator: ", ") + (mendable > 0 ? "; \(mendable) can be mended by --fix" : "")
    }

    /// - Parameter colours: for text on a terminal.
    /// - Returns: the whole output; empty where the format has nothing to say about no findings.
    public func written(as format: DiagnosticFormat, colours: Bool = false) -> String {
        switch format {
        case .text: DiagnosticRenderer(sources: files, colours: colours).text(for: diagnostics)
        case .json: JSONValue.array(diagnostics.map(\.jsonValue)).text(pretty: true) + "\n"
        case .jsonl: diagnostics.map { $0.jsonValue.text(pretty: false) + "\n" }.joined()
        case .sarif: SARIFLog(report: self).jsonValue.text(pretty: true) + "\n"
        case .github: GitHubAnnotations(report: self).text
        case .junit: JUnitReport(report: self).text
        }
    }
}
