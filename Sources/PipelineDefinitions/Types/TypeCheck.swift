import Expressions
import JSONModel
import StepKit

/// Checks what the expressions of a pipeline read and give, and what its plugins are given.
struct TypeCheck {
    private let steps: [LocatedStep]
    private let references: ReferenceCheck
    private let lookalikes: LookalikeCheck
    private let dashedIDs: [String]
    private var plugins: PluginTypes
    private var scope: PipelineScope

    /// - Parameters:
    ///   - input: the schema as it is written.
    ///   - writtenIDs: also those of steps that could not be read.
    init(steps: [LocatedStep], writtenIDs: Set<String>, input: JSONValue, registry: StepRegistry) {
        self.steps = steps
        references = ReferenceCheck(steps: steps, writtenIDs: writtenIDs)
        dashedIDs = writtenIDs.filter { $0.contains("-") }
        plugins = PluginTypes(registry)
        scope = PipelineScope(input: SchemaTypes.type(of: input, named: "`input`"))
        lookalikes = LookalikeCheck(
            names: LookalikeNames(
                steps: Set(steps.map(\.definition.id)), input: Set(scope.members(of: "input").keys),
                job: Set(scope.members(of: "job").keys)))
    }

    mutating func run(output: (value: ValueTemplate, node: YAMLNode)?, _ reader: inout NodeReader) {
        var own = NodeReader(file: reader.file)
        check(output, &own)
        for finding in RepeatedFindings.merged(own.diagnostics) { reader.report(finding) }
    }

    private mutating func check(_ output: (value: ValueTemplate, node: YAMLNode)?, _ reader: inout NodeReader) {
        for (index, step) in steps.enumerated() {
            let before = reader.diagnostics.count
            let guards = checkCondition(of: step, at: index, &reader)
            let isClear = step.hasClearCondition && !reader.diagnostics[before...].contains { $0.severity == .error }
            let plugin = checkPlugin(step, &reader)
            if let node = step.with {
                let target = ValueTarget.step(plugin, slot: plugin.map(FieldSlot.with))
                var own = NodeReader(file: reader.file)
                check(step.definition.with, node, target, index, guards, &own)
                // A condition that cannot be read may have asked for what is missing here.
                for finding in own.diagnostics where isClear || finding.code != "E0405" { reader.report(finding) }
            }
            // Which of two steps with one id is meant, nobody knows.
            guard !references.isAmbiguous(step.definition.id) else { continue }
            scope.add(step.definition, output: plugins.output(of: step.definition.uses), guards: guards)
        }
        if let output { check(output.value, output.node, .output, steps.count, Guards(), &reader) }
    }

    private func checkPlugin(_ step: LocatedStep, _ reader: inout NodeReader) -> StepDescription? {
        let uses = step.definition.uses
        if let plugin = plugins.description(of: uses) {
            FieldCheck(plugin: plugin, step: step).run(&reader)
            return plugin
        }
        let nearest = Spelling.nearest(to: uses, among: plugins.names)
        reader.error(
            "E0301", "no plugin `\(uses)` is installed\(Spelling.hint(nearest))", at: step.usesRange,
            help: nearest.map { "write `\($0)`" } ?? "see: millrace plugins list",
            fix: Spelling.certain(uses, among: plugins.names).map { .replace(step.usesRange, with: $0) })
        return nil
    }

    /// - Returns: what the condition says of the steps before.
    private func checkCondition(of step: LocatedStep, at index: Int, _ reader: inout NodeReader) -> Guards {
        guard let node = step.when, let when = step.definition.when else { return Guards() }
        let place = ExpressionPlace(expression: when, node: node)
        let type = type(of: place, before: index, Guards(), &reader)
        ConditionCheck(place: place, type: type, step: step.definition.id).run(&reader)
        return Guards(when, earlier: scope.conditional)
    }

    private func type(
        of place: ExpressionPlace, before index: Int, _ guards: Guards, _ reader: inout NodeReader
    ) -> StaticType? {
        guard !DashedID.isNamed(dashedIDs, in: place.expression) else { return nil }
        let hasRoots = references.run(place, before: index, &reader)
        let known = guards.union(Guards(trusting: place.expression))
        let checked = place.expression.check(scope.names, present: known.present)
        for problem in checked.problems where hasRoots || problem.kind != .unknownName {
            reader.report(place.diagnostic(problem, plugins: Set(plugins.names), reader))
        }
        return hasRoots && checked.problems.isEmpty ? checked.type : nil
    }

    private func check(
        _ value: ValueTemplate, _ node: YAMLNode, _ target: ValueTarget, _ index: Int, _ guards: Guards,
        _ reader: inout NodeReader
    ) {
        switch (value, node.content) {
        case (.text(let template), _):
            lookalikes.run(template, node, &reader)
            let places = template.expressions.map { ExpressionPlace(expression: $0, node: node) }
            let types = places.map { type(of: $0, before: index, guards, &reader) }
            let results = zip(places, types).compactMap { place, type in type.map { (place, $0) } }
            // One cause, one finding: where an expression is wrong, nothing is said of the whole.
            guard results.count == places.count else { return }
            ValueCheck(target: target, node: node).run(results, isSole: template.soleExpression != nil, &reader)
        case (.list(let values), .sequence(let nodes)):
            for (value, node) in zip(values, nodes) { check(value, node, target.item, index, guards, &reader) }
        case (.map(let values), .mapping(let entries)):
            for entry in entries {
                guard let value = values[entry.key] else { continue }
                check(value, entry.value, target.member(entry.key), index, guards, &reader)
            }
        case (.literal, .scalar(let scalar)): lookalikes.run(scalar, node, &reader)
        default: break
        }
    }
}
