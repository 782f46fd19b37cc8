extension Sequence<Diagnostic> {
    /// By file, then place: the order in which every format shows them.
    public var inReadingOrder: [Diagnostic] {
        sorted {
            ($0.file, $0.range.start, $0.code, $0.message) < ($1.file, $1.range.start, $1.code, $1.message)
        }
    }
}

extension Diagnostic.Severity {
    /// Whether a finding of this severity counts where `threshold` does.
    public func reaches(_ threshold: Diagnostic.Severity) -> Bool { rank >= threshold.rank }

    private var rank: Int {
        switch self {
        case .error: 2
        case .warning: 1
        case .info: 0
        }
    }
}

extension Diagnostic.Fix {
    /// Whether a help tells no more than the fix does.
    func says(_ help: String) -> Bool { edits.count == 1 && help == "write `\(edits[0].text)`" }
}
