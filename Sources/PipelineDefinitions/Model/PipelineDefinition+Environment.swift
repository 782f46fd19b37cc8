package import Expressions

extension PipelineDefinition {
    /// The secrets its expressions cannot do without, sorted: what is asked for with `has( )` or `.?` may be missing.
    public var neededSecrets: [String] { needed(from: "secrets") }

    /// The variables its expressions cannot do without, sorted.
    public var neededVariables: [String] { needed(from: "env") }

    private func needed(from root: String) -> [String] {
        let all = expressions + children.values.flatMap(\.expressions)
        let references = all.flatMap(\.references).filter { $0.root == root && $0.path.count > 1 }
        let asked = references.filter(\.isPresenceTest).map { $0.path[1] }
        return Set(references.map { $0.path[1] }).subtracting(asked).sorted()
    }

    private var expressions: [Expression] {
        allSteps.flatMap(\.expressions) + (output?.expressions ?? [])
    }
}

extension StepDefinition {
    /// All expressions it is written with.
    package var expressions: [Expression] {
        let values = [forEach, with, cache?.key].compactMap(\.self)
        return (when.map { [$0] } ?? []) + values.flatMap(\.expressions)
    }
}
