/// One file with the fixes of its findings applied.
public struct FileRepair: Sendable {
    public let file: SourceFile
    /// Whose fix was applied. Of two that touch the same stretch the first one is; the other waits for another round.
    public let applied: [Diagnostic]
    public let text: String

    public init(_ file: SourceFile, _ diagnostics: some Sequence<Diagnostic>) {
        var source = EditableText(file.text)
        var taken: [Range<Int>] = []
        var edits: [(range: Range<Int>, text: String)] = []
        var applied: [Diagnostic] = []
        for diagnostic in diagnostics.inReadingOrder where diagnostic.file == file.path {
            guard let fix = diagnostic.fix, !fix.edits.isEmpty else { continue }
            let ranges = fix.edits.map { source.offsets($0.range) }
            guard !ranges.contains(where: { range in taken.contains { Self.collide($0, range) } }) else { continue }
            taken += ranges
            edits += zip(ranges, fix.edits).map { ($0, $1.text) }
            applied.append(diagnostic)
        }
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            source.replace(edit.range, with: edit.text)
        }
        self.file = file
        self.applied = applied
        text = source.text
    }

    /// Two insertions at one place do too: nobody knows which comes first.
    private static func collide(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        left.lowerBound == right.lowerBound || left.overlaps(right)
    }
}
