import JSONModel
public import PipelineDefinitions

/// Writes what came into the tests' `expect.result`: only the values that differ are replaced, comments and all else
/// stay as they are.
public struct ResultUpdate: Sendable {
    /// The new texts, by path.
    public let texts: [String: String]
    /// How many values were replaced.
    public let replaced: Int
    /// Failures that writing a value cannot mend.
    public let left: Int

    public init(_ results: [TestResult], files: some Sequence<SourceFile>) {
        var texts: [String: String] = [:]
        var replaced = 0
        for file in files {
            let failures = results.filter { $0.test.file == file.path }.flatMap(\.failures)
            // Tests that share a stretch through an anchor would write it twice.
            let edits = Dictionary(
                failures.compactMap { Self.edit($0, of: file) }.map { ($0.range, $0) },
                uniquingKeysWith: { first, _ in first })
            guard !edits.isEmpty else { continue }
            texts[file.path] = TextEdit.apply(Array(edits.values), to: file.text)
            replaced += edits.count
        }
        self.texts = texts
        self.replaced = replaced
        left = results.flatMap(\.failures).count { $0.replacement == nil }
    }

    private static func edit(_ failure: TestFailure, of file: SourceFile) -> TextEdit? {
        guard let value = failure.replacement else { return nil }
        let written = file.text(in: failure.range)
        // What stands on several lines without brackets may take several lines again.
        let isBlock = written.contains("\n") && written.first != "{" && written.first != "["
        let text =
            isBlock ? YAMLWriter.block(value, indent: failure.range.start.column - 1) : YAMLWriter.flow(value)
        return TextEdit(range: failure.range, text: text)
    }
}
