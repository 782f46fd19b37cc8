import Expressions
import JSONModel

/// Whether the names at the start of what an expression reads are there: the root, and the step after `steps`.
struct ReferenceCheck {
    private let steps: [LocatedStep]
    private let positions: [String: Int]
    /// Also those of steps that could not be read: one mistake is not told twice.
    private let writtenIDs: Set<String>
    private let ambiguousIDs: Set<String>

    init(steps: [LocatedStep], writtenIDs: Set<String>) {
        self.steps = steps
        self.writtenIDs = writtenIDs
        let ids = steps.map(\.definition.id)
        ambiguousIDs = Set(Dictionary(grouping: ids) { $0 }.filter { $0.value.count > 1 }.keys)
        positions = Dictionary(
            steps.enumerated().map { ($1.definition.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether two steps are called so.
    func isAmbiguous(_ id: String) -> Bool { ambiguousIDs.contains(id) }

    func hasStep(_ id: String) -> Bool { positions[id] != nil }

    /// - Parameter index: of the step that reads; the number of steps for the pipeline's output.
    /// - Returns: whether every root is known.
    func run(_ place: ExpressionPlace, before index: Int, _ reader: inout NodeReader) -> Bool {
        var isKnown = true
        for reference in place.expression.references {
            if !PipelineScope.roots.contains(reference.root) {
                isKnown = false
                reportRoot(reference, place, before: index, &reader)
            } else if reference.root == "steps" {
                checkStep(reference, place, before: index, &reader)
            }
        }
        return isKnown
    }

    private func reportRoot(
        _ reference: Reference, _ place: ExpressionPlace, before index: Int, _ reader: inout NodeReader
    ) {
        let root = reference.root
        let nearest = Spelling.nearest(to: root, among: PipelineScope.roots)
        let segment = reference.segments[0].range
        // A step is often named without `steps` before it.
        let step = nearest == nil && (positions[root].map { $0 < index } ?? false) ? "steps.\(root)" : nil
        let available = "available: \(PipelineScope.roots.joined(separator: ", "))"
        reader.error(
            "E0402", "`\(root)` is not available\(Spelling.hint(nearest ?? step))", at: place.range(segment, reader),
            help: step.map { "write `\($0)`" } ?? available,
            fix: (Spelling.certain(root, among: PipelineScope.roots) ?? step).flatMap { place.fix(segment, $0) })
    }

    private func checkStep(
        _ reference: Reference, _ place: ExpressionPlace, before index: Int, _ reader: inout NodeReader
    ) {
        guard reference.path.count > 1 else { return }
        let id = reference.path[1]
        guard let target = positions[id] else {
            guard !writtenIDs.contains(id) else { return }
            let range = place.range(reference.segments[1].range, reader)
            let ids = steps.map(\.definition.id)
            let nearest = Spelling.nearest(to: id, among: ids)
            reader.error(
                "E0403", "no step is called `\(id)`\(Spelling.hint(nearest))", at: range,
                help: nearest.map { "write `steps.\($0)`" } ?? "steps: \(Self.listed(ids))",
                fix: Spelling.certain(id, among: ids).flatMap { place.rename(reference.segments[1], to: $0) })
            return
        }
        guard target >= index else { return }
        let range = place.range(reference.segments[1].range, reader)
        reportOrder(id, target, isOwn: target == index, range, &reader)
    }

    private func reportOrder(
        _ id: String, _ target: Int, isOwn: Bool, _ range: SourceRange, _ reader: inout NodeReader
    ) {
        let message =
            isOwn ? "a step cannot read its own output" : "`\(id)` runs after this step, so its output is not there yet"
        reader.report(
            Diagnostic(
                code: "E0404", message: message, file: reader.file.path, range: range,
                help: isOwn ? nil : "move `\(id)` before this step",
                notes: [
                    .init(message: "`\(id)` is declared here", file: reader.file.path, range: steps[target].idRange)
                ]))
    }

    /// At most a dozen names; nobody reads more.
    private static func listed(_ names: [String]) -> String {
        names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", and \(names.count - 12) more" : "")
    }
}
