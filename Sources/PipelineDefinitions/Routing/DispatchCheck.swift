import Broker
import Expressions
import JSONModel

/// Whether the rules that decide how a submission is answered can be asked and can hold.
struct DispatchCheck: ProjectCheck {
    static let roots = ["message", "input"]

    func run(_ project: LocatedProject) -> [Diagnostic] {
        let pipelines = Dictionary(project.pipelines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return project.routing.subscriptions.flatMap { subscription -> [Diagnostic] in
            guard let entry = subscription.node.entries?.first(where: { $0.key == "dispatch" }),
                let rules = subscription.definition?.dispatch, let nodes = entry.value.items
            else { return [] }
            var reader = NodeReader(file: subscription.file)
            if subscription.topic == Topic.events { reportTopic(entry, &reader) }
            if subscription.definition?.batch != nil { checkBatch(rules, nodes, subscription, &reader) }
            reportUnreachable(nodes, &reader)
            let input = pipelines[subscription.pipeline ?? ""]?.definition?.inputSchema ?? [:]
            let names = [
                "message": TopicAttributes(topic: subscription.topic).type,
                "input": SchemaTypes.type(of: input, named: "`input`"),
            ]
            for node in nodes { checkCondition(node["when"], names, &reader) }
            return reader.diagnostics
        }
    }

    private func reportTopic(_ entry: YAMLEntry, _ reader: inout NodeReader) {
        reader.warning(
            "W1110", "nobody waits for what an event starts, so nobody asks `dispatch`", at: entry.keyRange,
            help: "remove it")
    }

    private func checkBatch(
        _ rules: [DispatchRule], _ nodes: [YAMLNode], _ subscription: LocatedSubscription, _ reader: inout NodeReader
    ) {
        guard let node = nodes.compactMap({ $0["run"] }).first(where: { $0.scalar?.text == "inline" }) else { return }
        let notes = subscription.node.entries?.filter { $0.key == "batch" }.map {
            Diagnostic.Note(message: "waits for others", file: subscription.file.path, range: $0.keyRange)
        }
        reader.report(
            Diagnostic(
                code: "E0805", message: "a job cannot both begin at once and wait for others of its batch",
                file: subscription.file.path, range: node.range, help: "remove `batch`, or write `run: queued`",
                notes: notes ?? []))
    }

    /// The first rule that holds decides.
    private func reportUnreachable(_ nodes: [YAMLNode], _ reader: inout NodeReader) {
        guard let last = nodes.firstIndex(where: { $0.entries != nil && $0["when"] == nil }), last + 1 < nodes.count
        else { return }
        let note = Diagnostic.Note(message: "it always holds", file: reader.file.path, range: nodes[last].range)
        reader.report(
            Diagnostic(
                .warning, code: "W1108", message: "no job reaches this rule: the one before it takes all",
                file: reader.file.path, range: nodes[last + 1].range,
                help: "put the rule without `when` at the end", notes: [note]))
    }

    private func checkCondition(_ node: YAMLNode?, _ names: [String: StaticType], _ reader: inout NodeReader) {
        var silent = NodeReader(file: reader.file)
        guard let node, let when = silent.expression(node, "when") else { return }
        let place = ExpressionPlace(expression: when, node: node)
        let checked = when.check(names)
        guard !checked.problems.contains(where: { $0.kind == .unknownName }) else { return }
        // What is missing makes a rule not hold, which is often meant.
        let problems = checked.problems.filter { $0.kind != .mayBeMissing }
        for problem in problems { reader.report(place.diagnostic(problem, plugins: [], reader)) }
        guard problems.isEmpty else { return }
        guard checked.type == .any || checked.type == .bool else {
            reader.error(
                "E0410", "a rule needs true or false; this gives \(checked.type.spoken)", at: place.range(reader),
                help: "compare it with something")
            return
        }
        guard case .bool(let value)? = when.constant else { return }
        reader.warning(
            "W0412", value ? "this is always true" : "this is always false, so the rule never holds",
            at: place.range(reader), help: value ? "leave `when` out" : "remove the rule")
    }
}
