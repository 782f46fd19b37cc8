import Expressions
import JSONModel
public import PipelineDefinitions
import StepKit

extension Graph {
    /// A pipeline's steps in order, and which of them reads what of which.
    public init(pipeline: PipelineDefinition) {
        let deadline = pipeline.deadline.map { "deadline \($0.shortText)" }
        let input = Node(id: "input", kind: .input, title: "input", details: [deadline].compactMap(\.self))
        let output = Node(id: "output", kind: .output, title: "output")
        var drawing = PipelineDrawing(start: input)
        drawing.add(pipeline.steps)
        drawing.addClosing(onFailure: pipeline.onFailure, always: pipeline.always)
        var reading = DataReading()
        if let output = pipeline.output { reading.add(output) }
        drawing.add([(output, reading)])
        self.init(
            title: "Pipeline \(pipeline.name)",
            summary: pipeline.description ?? "\(Counted.text(pipeline.steps.count, "step")) in order.",
            direction: .down, nodes: drawing.nodes, edges: drawing.edges)
    }
}

/// Collects the nodes of a pipeline, stage after stage, and what leads from one to the next.
private struct PipelineDrawing {
    typealias Stage = [(node: Graph.Node, reading: DataReading)]

    private(set) var nodes: [Graph.Node]
    private(set) var edges: [Graph.Edge] = []
    /// Those that the next stage follows.
    private var last: [(id: String, kind: Graph.Edge.Kind, label: String?)]

    init(start: Graph.Node) {
        nodes = [start]
        last = [(start.id, .next, nil)]
    }

    /// Steps in their order; those of a group stand beside each other.
    mutating func add(_ steps: [StepDefinition], _ section: String? = nil) {
        var rest = steps[...]
        while let first = rest.first {
            let stage = first.group == nil ? rest.prefix(1) : rest.prefix { $0.group == first.group }
            rest = rest.dropFirst(stage.count)
            add(stage.map { (Graph.Node($0, section), DataReading($0)) })
        }
    }

    /// What runs at the end, after a failure by way of `onFailure`.
    mutating func addClosing(onFailure: [StepDefinition], always: [StepDefinition]) {
        let success = last
        last = last.map { ($0.id, .failure, "on failure") }
        if !onFailure.isEmpty { add(onFailure, "on failure") }
        // A job that has failed goes no further.
        last = always.isEmpty ? success : success + (onFailure.isEmpty ? [] : last)
        add(always, "always")
    }

    /// Each node follows those of the stage before; what is read from there names that edge, what is read from further
    /// back has an edge of its own.
    mutating func add(_ stage: Stage) {
        for (node, reading) in stage {
            nodes.append(node)
            let fields = Dictionary(
                reading.fields.map { ($0.source.nodeID, Counted.list($0.names)) }, uniquingKeysWith: { own, _ in own })
            for (id, kind, label) in last {
                edges.append(Graph.Edge(from: id, to: node.id, kind: kind, label: label ?? fields[id]))
            }
            for (source, names) in reading.fields where !last.contains(where: { $0.id == source.nodeID }) {
                edges.append(Graph.Edge(from: source.nodeID, to: node.id, kind: .data, label: Counted.list(names)))
            }
        }
        last = stage.map { ($0.node.id, .next, nil) }
    }
}

extension DataReading.Source {
    fileprivate var nodeID: String {
        switch self {
        case .input: "input"
        case .step(let id): "step:\(id)"
        }
    }
}

extension Graph.Node {
    /// - Parameter section: when it runs, unless in the order of the pipeline.
    fileprivate init(_ step: StepDefinition, _ section: String?) {
        let facts = [
            section, step.items, step.group.map(\.sentence), step.when.map { "when \($0.source)" },
            "timeout \(step.timeout.shortText)", step.retry.sentence,
            step.cache.map { "cached for \($0.timeToLive.shortText)" }, Publication(step)?.sentence,
        ]
        self.init(
            id: "step:\(step.id)", kind: step.pipeline == nil ? .step : .pipeline, title: step.id, subtitle: step.uses,
            details: facts.compactMap(\.self), isConditional: step.when != nil || section == "on failure")
    }
}

extension StepDefinition {
    /// What it runs for; `nil` if it runs once.
    fileprivate var items: String? {
        let list: String
        switch forEach {
        case nil: return nil
        case .list(let items): list = Counted.text(items.count, "item")
        case .text(let template):
            list = (template.soleExpression?.source ?? template.source).split(separator: " ").joined(separator: " ")
        default: list = "a list"
        }
        return "for each of \(list)\(atOnce > 1 ? ", \(atOnce) at once" : "")"
    }
}

extension StepGroup {
    fileprivate var sentence: String { "in parallel\(atOnce.map { ", \($0) at once" } ?? "")" }
}

extension RetryPolicy {
    /// `nil` if there is no further try.
    fileprivate var sentence: String? {
        guard attempts > 1 else { return nil }
        let reasons = codes.isEmpty ? "" : " on " + codes.map(\.rawValue).sorted().joined(separator: ", ")
        switch backoff {
        case .delays(let delays): return "retry after \(delays.map(\.shortText).joined(separator: ", "))\(reasons)"
        case .exponential(let initial, let factor, let attempts):
            let growth = factor == 1 ? "" : " times \(JSONValue.double(factor).intValue.map { "\($0)" } ?? "\(factor)")"
            return "\(attempts) tries, first after \(initial.shortText)\(growth)\(reasons)"
        }
    }
}

extension Publication {
    fileprivate var sentence: String {
        topic == "events"
            ? "emits \(type ?? "an event")" : "publishes \(type ?? "a job") to \(topic ?? "a topic")"
    }
}
