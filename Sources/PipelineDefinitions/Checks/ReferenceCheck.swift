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

    /// - Parameters:
    ///   - reader: the step that reads; `nil` for the pipeline's output.
    ///   - roots: the names it sees.
    /// - Returns: whether every root is known.
    func run(_ place: ExpressionPlace, of step: LocatedStep?, roots: [String], _ reader: inout NodeReader) -> Bool {
        var isKnown = true
        for reference in place.expression.references {
            if !roots.contains(reference.root) {
                isKnown = false
                reportRoot(reference, place, of: step, roots, &reader)
            } else if reference.root == "steps" {
                checkStep(reference, place, of: step, &reader)
            }
        }
        return isKnown
    }

    /// Whether a step has ended for certain, or was skipped, where another reads.
    private func isBefore(_ target: LocatedStep, _ step: LocatedStep?) -> Bool {
        guard let step else { return target.section != .onFailure }
        return target.rank < step.rank
    }

    private func reportRoot(
        _ reference: Reference, _ place: ExpressionPlace, of step: LocatedStep?, _ roots: [String],
        _ reader: inout NodeReader
    ) {
        let root = reference.root
        let nearest = Spelling.nearest(to: root, among: roots)
        let segment = reference.segments[0].range
        // A step is often named without `steps` before it.
        let isStep = positions[root].map { isBefore(steps[$0], step) } ?? false
        let path = nearest == nil && isStep ? "steps.\(root)" : nil
        let available = "available: \(roots.joined(separator: ", "))"
        reader.error(
            "E0402", "`\(root)` is not available\(Spelling.hint(nearest ?? path))", at: place.range(segment, reader),
            help: path.map { "write `\($0)`" } ?? Self.home(of: root) ?? available,
            fix: (Spelling.certain(root, among: roots) ?? path).flatMap { place.fix(segment, $0) })
    }

    /// Where a name is there that is not everywhere.
    private static func home(of root: String) -> String? {
        if PipelineScope.itemRoots.contains(root) {
            return "steps with `for_each` see it, in all but `for_each` itself"
        }
        return root == PipelineScope.failureRoot ? "steps of `on_failure` and `always` see it" : nil
    }

    private func checkStep(
        _ reference: Reference, _ place: ExpressionPlace, of step: LocatedStep?, _ reader: inout NodeReader
    ) {
        guard reference.path.count > 1 else { return }
        let id = reference.path[1]
        let range = place.range(reference.segments[1].range, reader)
        guard let position = positions[id] else {
            guard !writtenIDs.contains(id) else { return }
            let ids = steps.map(\.definition.id)
            let nearest = Spelling.nearest(to: id, among: ids)
            reader.error(
                "E0403", "no step is called `\(id)`\(Spelling.hint(nearest))", at: range,
                help: nearest.map { "write `steps.\($0)`" } ?? "steps: \(Self.listed(ids))",
                fix: Spelling.certain(id, among: ids).flatMap { place.rename(reference.segments[1], to: $0) })
            return
        }
        if !isBefore(steps[position], step) { reportOrder(steps[position], of: step, range, &reader) }
    }

    private func reportOrder(
        _ target: LocatedStep, of step: LocatedStep?, _ range: SourceRange, _ reader: inout NodeReader
    ) {
        let finding = Order(target, of: step)
        reader.report(
            Diagnostic(
                code: finding.code, message: finding.message, file: reader.file.path, range: range, help: finding.help,
                notes: [
                    .init(
                        message: "`\(target.definition.id)` is declared here", file: reader.file.path,
                        range: target.idRange)
                ]))
    }

    /// Why a step cannot be read.
    private struct Order {
        var code = "E0404"
        var help: String?
        let message: String

        init(_ target: LocatedStep, of step: LocatedStep?) {
            let id = target.definition.id
            if let step, step.definition.id == id {
                message = "a step cannot read its own output"
            } else if let step, step.rank == target.rank {
                code = "E1103"
                message = "`\(id)` runs at the same time as this step, so its output is not there yet"
                help = "move this step behind the group, or `\(id)` before it"
            } else if target.section == .onFailure {
                message = "`\(id)` runs only when the job fails, after this"
            } else if target.section == .always {
                message = "`\(id)` runs at the very end"
                help = "move `\(id)` from `always` to `steps`"
            } else {
                message = "`\(id)` runs after this step, so its output is not there yet"
                help = "move `\(id)` before this step"
            }
        }
    }

    /// At most a dozen names; nobody reads more.
    private static func listed(_ names: [String]) -> String {
        names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", and \(names.count - 12) more" : "")
    }
}
