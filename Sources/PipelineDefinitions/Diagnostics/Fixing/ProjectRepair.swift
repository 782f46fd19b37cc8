public import StepKit

/// What `--fix` does: applies every fix, reads the project again, and goes on while there is something to mend.
///
/// Nothing is written. A file is left alone where its fixes would make matters worse; what a fix only brings to light,
/// such as a mistake below a key that was misspelt, does not count as worse.
public struct ProjectRepair: Sendable {
    /// One fix may bring the next one to light.
    public static let mostRounds = 5

    /// A file before and after.
    public struct Change: Sendable {
        public let file: String
        public let before: String
        public let after: String
        /// The findings that were mended, in the order of the rounds.
        public let mended: [Diagnostic]
    }

    /// By file; empty if there is nothing to mend.
    public private(set) var changes: [Change] = []
    /// Files whose fixes were not kept.
    public private(set) var refused: Set<String> = []
    /// The project as it stands.
    public let before: ProjectReading
    /// The project with the changes.
    public private(set) var reading: ProjectReading

    private let source: ProjectSource
    private let registry: StepRegistry
    private var texts: [String: String] = [:]

    public init(_ source: ProjectSource, registry: StepRegistry) {
        self.source = source
        self.registry = registry
        before = Project.read(source, registry: registry)
        reading = before
        var mended: [String: [Diagnostic]] = [:]
        for _ in 1...Self.mostRounds {
            let kept = round()
            guard !kept.isEmpty else { break }
            for repair in kept { mended[repair.file.path, default: []] += repair.applied }
        }
        changes = before.files.compactMap { file in
            guard let after = texts[file.path], after != file.text else { return nil }
            return Change(file: file.path, before: file.text, after: after, mended: mended[file.path] ?? [])
        }
    }

    /// All files at once; one by one only if that makes something worse.
    private mutating func round() -> [FileRepair] {
        let repairs = reading.files.filter { !refused.contains($0.path) }
            .map { FileRepair($0, reading.diagnostics) }.filter { !$0.applied.isEmpty }
        guard !repairs.isEmpty else { return [] }
        if keep(repairs) { return repairs }
        return repairs.filter { repair in
            let isKept = keep([repair])
            if !isKept { refused.insert(repair.file.path) }
            return isKept
        }
    }

    private mutating func keep(_ repairs: [FileRepair]) -> Bool {
        var candidate = texts
        for repair in repairs { candidate[repair.file.path] = repair.text }
        let after = Project.read(source.replacing(candidate), registry: registry)
        guard repairs.allSatisfy({ isHarmless($0, after) }) else { return false }
        (texts, reading) = (candidate, after)
        return true
    }

    private func isHarmless(_ repair: FileRepair, _ after: ProjectReading) -> Bool {
        guard after.errorCount > reading.errorCount else { return true }
        let path = repair.file.path
        let wasReadable = reading.isReadable(path)
        if wasReadable {
            guard after.isReadable(path) else { return false }
            guard after.errorCount(outside: path) <= reading.errorCount(outside: path) else { return false }
        }
        return repair.applied.allSatisfy { after.count(like: $0) < reading.count(like: $0) }
    }
}

extension ProjectReading {
    fileprivate var errorCount: Int { diagnostics.count { $0.severity == .error } }

    fileprivate func errorCount(outside file: String) -> Int {
        diagnostics.count { $0.severity == .error && $0.file != file }
    }

    /// Codes below E02 are those of files and YAML.
    fileprivate func isReadable(_ file: String) -> Bool {
        !diagnostics.contains { $0.file == file && ($0.code.hasPrefix("E01") || $0.code.hasPrefix("E00")) }
    }

    fileprivate func count(like diagnostic: Diagnostic) -> Int {
        diagnostics.count {
            $0.file == diagnostic.file && $0.code == diagnostic.code && $0.message == diagnostic.message
        }
    }
}
