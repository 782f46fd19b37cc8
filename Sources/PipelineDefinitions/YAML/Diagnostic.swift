/// One finding about a file, in the words of whoever wrote it.
public struct Diagnostic: Error, Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        case error, warning, info
    }

    /// A second place that explains the first.
    public struct Note: Sendable, Hashable {
        public let message: String
        public let file: String
        public let range: SourceRange

        public init(message: String, file: String, range: SourceRange) {
            self.message = message
            self.file = file
            self.range = range
        }
    }

    public let severity: Severity
    /// Stable, such as `E0103`; documented in `docs/diagnostics`.
    public let code: String
    /// One sentence without a full stop.
    public let message: String
    public let file: String
    public let range: SourceRange
    /// A few words below the underlined stretch.
    public let label: String?
    /// What to type instead.
    public let help: String?
    public let notes: [Note]

    public init(
        _ severity: Severity = .error, code: String, message: String, file: String, range: SourceRange,
        label: String? = nil, help: String? = nil, notes: [Note] = []
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = file
        self.range = range
        self.label = label
        self.help = help
        self.notes = notes
    }
}
