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

    /// A change of the file that mends the mistake.
    public struct Fix: Sendable, Hashable {
        /// One stretch of the diagnostic's file and what should stand there; an empty stretch inserts.
        public struct Edit: Sendable, Hashable {
            public let range: SourceRange
            public let text: String

            public init(_ range: SourceRange, _ text: String) {
                self.range = range
                self.text = text
            }
        }

        /// What it does: "replace with `retry`".
        public let title: String
        public let edits: [Edit]

        public init(_ title: String, _ edits: [Edit]) {
            self.title = title
            self.edits = edits
        }

        /// Another text for one stretch.
        public static func replace(_ range: SourceRange, with text: String) -> Fix {
            Fix("replace with `\(text)`", [Edit(range, text)])
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
    /// For mistakes that a machine can mend for certain; `millrace validate --fix` applies it.
    public let fix: Fix?

    public init(
        _ severity: Severity = .error, code: String, message: String, file: String, range: SourceRange,
        label: String? = nil, help: String? = nil, notes: [Note] = [], fix: Fix? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = file
        self.range = range
        self.label = label
        self.help = help
        self.notes = notes
        self.fix = fix
    }
}
