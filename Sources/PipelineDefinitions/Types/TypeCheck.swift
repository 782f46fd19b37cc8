import Expressions
import JSONModel
import StepKit

/// Checks what the expressions of a pipeline read and give, and what its plugins are given.
struct TypeCheck {
    private let steps: [LocatedStep]
    private let references: ReferenceCheck
    private var lookalikes: LookalikeCheck
    private let dashedIDs: [String]
    private let siblings: PipelineSignatures
    private var plugins: PluginTypes
    private var scope: PipelineScope

    /// - Parameters:
    ///   - input: the schema as it is written.
    ///   - writtenIDs: also those of steps that could not be read.
    ///   - siblings: the pipelines that steps may run.
    init(
        steps: [LocatedStep], writtenIDs: Set<String>, input: JSONValue, registry: StepRegistry,
        siblings: PipelineSignatures = PipelineSignatures()
    ) {
        self.steps = steps
        self.siblings = siblings
        references = ReferenceCheck(steps: steps, writtenIDs: writtenIDs)
        dashedIDs = writtenIDs.filter { $0.contains("-") }
        plugins = PluginTypes(registry)
        scope = PipelineScope(input: SchemaTypes.type(of: input, named: "`input`"))
        lookalikes = LookalikeCheck(
            names: LookalikeNames(
                steps: Set(steps.map(\.definition.id)), input: Set(scope.members(of: "input").keys),
                job: Set(scope.members(of: "job").keys)))
    }

    /// - Returns: the type of the pipeline's result.
    mutating func run(output: (value: ValueTemplate, node: YAMLNode)?, _ reader: inout NodeReader) -> StaticType {
        var own = NodeReader(file: reader.file)
        let result = check(output, &own)
        for finding in RepeatedFindings.merged(own.diagnostics) { reader.report(finding) }
        return result
    }

    private mutating func check(
        _ output: (value: ValueTemplate, node: YAMLNode)?, _ reader: inout NodeReader
    ) -> StaticType {
        _ = check(.steps, &reader)
        // Where the output is made, nothing has failed.
        var success = scope
        for section in [StepSection.onFailure, .always] {
            scope.enter(section)
            let checked = check(section, &reader)
            if section == .always { for step in checked { success.add(step) } }
        }
        scope = success
        return output.map { check($0.value, $0.node, .output, nil, Guards(), &reader) } ?? lastOutput
    }

    /// The result of a pipeline that says none.
    private var lastOutput: StaticType {
        guard let last = steps.last(where: { $0.section == .steps })?.definition, last.when == nil,
            case .object(let step)? = scope.members(of: "steps")[last.id]?.type
        else { return .any }
        return step.members["output"]?.type ?? .any
    }

    /// Members of a group do not see each other, so they are added together.
    /// - Returns: what others may know of each step.
    private mutating func check(_ section: StepSection, _ reader: inout NodeReader) -> [PipelineScope.Entry] {
        var all: [PipelineScope.Entry] = []
        var rest = steps.filter { $0.section == section }[...]
        while let rank = rest.first?.rank {
            let together = rest.prefix { $0.rank == rank }
            rest = rest.dropFirst(together.count)
            let checked = together.map { check($0, &reader) }
            // Which of two steps with one id is meant, nobody knows.
            let known = checked.filter { !references.isAmbiguous($0.step.id) }
            for entry in known { scope.add(entry) }
            all += known
        }
        return all
    }

    private mutating func check(_ step: LocatedStep, _ reader: inout NodeReader) -> PipelineScope.Entry {
        let (outer, names) = (scope, lookalikes.names)
        defer { (scope, lookalikes.names) = (outer, names) }
        let count = step.forEach == nil ? nil : enterItems(of: step, &reader)
        lookalikes.names.roots = scope.roots
        let before = reader.diagnostics.count
        let guards = checkCondition(of: step, &reader)
        let isClear = step.hasClearCondition && !reader.diagnostics[before...].contains { $0.severity == .error }
        let target = checkUse(of: step, &reader)
        for (value, node, target) in values(of: step, target) {
            var own = NodeReader(file: reader.file)
            _ = check(value, node, target, step, guards, &own)
            // A condition that cannot be read may have asked for what is missing here.
            for finding in own.diagnostics where isClear || finding.code != "E0405" { reader.report(finding) }
        }
        var output = output(of: step.definition)
        // An item that was skipped leaves null.
        if let count { output = .list(step.definition.when == nil ? output : .any, atMost: count) }
        return PipelineScope.Entry(step: step.definition, output: output, guards: guards)
    }

    private func values(of step: LocatedStep, _ target: ValueTarget) -> [(ValueTemplate, YAMLNode, ValueTarget)] {
        var values: [(ValueTemplate, YAMLNode, ValueTarget)] = []
        if let node = step.with { values.append((step.definition.with, node, target)) }
        if let node = step.cacheKey, let key = step.definition.cache?.key { values.append((key, node, .cacheKey)) }
        return values
    }

    private mutating func output(of step: StepDefinition) -> StaticType {
        guard let pipeline = step.pipeline else { return plugins.output(of: step.uses) }
        guard case .object(var shape)? = siblings.known[pipeline]?.output else {
            return siblings.known[pipeline]?.output ?? .any
        }
        shape.name = "`\(step.uses)`"
        return .object(shape)
    }

    /// Lets the step see its items.
    /// - Returns: how many there are at most.
    private mutating func enterItems(of step: LocatedStep, _ reader: inout NodeReader) -> Int {
        guard let list = step.definition.forEach, let node = step.forEach else { return 0 }
        var items: (item: StaticType, count: Int) = (.any, ItemsCheck.most)
        // What is neither an expression nor a list has been reported where it was read.
        if node.scalar == nil || !list.expressions.isEmpty {
            let type = check(list, node, .items, step, Guards(), &reader)
            items = ItemsCheck(node: node, template: list).run(type, &reader)
        }
        scope = scope.seeing(item: items.item)
        return items.count
    }

    /// - Returns: whom the step's `with` is for.
    private func checkUse(of step: LocatedStep, _ reader: inout NodeReader) -> ValueTarget {
        if let name = step.definition.pipeline {
            return UseCheck(name: name, step: step, siblings: siblings).run(&reader)
        }
        let plugin = checkPlugin(step, &reader)
        return .step(plugin, slot: plugin.map(FieldSlot.with))
    }

    private func checkPlugin(_ step: LocatedStep, _ reader: inout NodeReader) -> StepDescription? {
        let uses = step.definition.uses
        if let plugin = plugins.description(of: uses) {
            FieldCheck(plugin: plugin, step: step).run(&reader)
            CacheCheck(plugin: plugin, step: step).run(&reader)
            return plugin
        }
        let isPipeline = siblings.known[uses] != nil
        let nearest = isPipeline ? "pipeline/\(uses)" : Spelling.nearest(to: uses, among: names)
        let certain = isPipeline ? nearest : Spelling.certain(uses, among: names)
        reader.error(
            "E0301", "no plugin `\(uses)` is installed\(Spelling.hint(nearest))", at: step.usesRange,
            help: nearest.map { "write `\($0)`" } ?? "see: millrace plugins list",
            fix: certain.map { .replace(step.usesRange, with: $0) })
        return nil
    }

    /// Of all that a step may use.
    private var names: Set<String> { Set(plugins.names + siblings.known.keys.map { "pipeline/\($0)" }) }

    /// - Returns: what the condition says of the steps before.
    private func checkCondition(of step: LocatedStep, _ reader: inout NodeReader) -> Guards {
        guard let node = step.when, let when = step.definition.when else { return Guards() }
        let place = ExpressionPlace(expression: when, node: node)
        let type = type(of: place, step, Guards(), &reader)
        ConditionCheck(place: place, type: type, step: step.definition.id).run(&reader)
        return Guards(when, earlier: scope.conditional)
    }

    private func type(
        of place: ExpressionPlace, _ step: LocatedStep?, _ guards: Guards, _ reader: inout NodeReader
    ) -> StaticType? {
        guard !DashedID.isNamed(dashedIDs, in: place.expression) else { return nil }
        let hasRoots = references.run(place, of: step, roots: scope.roots, &reader)
        let known = guards.union(Guards(trusting: place.expression))
        let checked = place.expression.check(scope.names, present: known.present)
        for problem in checked.problems where hasRoots || problem.kind != .unknownName {
            reader.report(place.diagnostic(problem, plugins: names, reader))
        }
        return hasRoots && checked.problems.isEmpty ? checked.type : nil
    }

    /// - Returns: the type of the value; ``StaticType/any`` where something is wrong.
    private func check(
        _ value: ValueTemplate, _ node: YAMLNode, _ target: ValueTarget, _ step: LocatedStep?, _ guards: Guards,
        _ reader: inout NodeReader
    ) -> StaticType {
        switch (value, node.content) {
        case (.text(let template), _):
            lookalikes.run(template, node, &reader)
            let places = template.expressions.map { ExpressionPlace(expression: $0, node: node) }
            let types = places.map { type(of: $0, step, guards, &reader) }
            let results = zip(places, types).compactMap { place, type in type.map { (place, $0) } }
            // One cause, one finding: where an expression is wrong, nothing is said of the whole.
            guard results.count == places.count else { return .any }
            let isSole = template.soleExpression != nil
            ValueCheck(target: target, node: node).run(results, isSole: isSole, &reader)
            return isSole ? results.first?.1 ?? .any : .string
        case (.list(let values), .sequence(let nodes)):
            let types = zip(values, nodes).map { check($0, $1, target.item, step, guards, &reader) }
            return .list(of: types)
        case (.map(let values), .mapping(let entries)):
            var members: [String: ObjectShape.Member] = [:]
            for entry in entries {
                guard let value = values[entry.key] else { continue }
                members[entry.key] = .init(check(value, entry.value, target.member(entry.key), step, guards, &reader))
            }
            return .object(ObjectShape(name: "an object", members: members))
        case (.literal(let value), .scalar(let scalar)):
            lookalikes.run(scalar, node, &reader)
            return StaticType(of: value)
        default: return .any
        }
    }
}

extension StaticType {
    /// Of a list whose items are of these types.
    fileprivate static func list(of types: [StaticType]) -> StaticType {
        guard let first = types.first else { return .list(.any, atMost: 0) }
        let item = types.dropFirst().reduce(first) { $0 == .any ? .any : $0.joined(with: $1) }
        return .list(item, atMost: types.count)
    }
}
