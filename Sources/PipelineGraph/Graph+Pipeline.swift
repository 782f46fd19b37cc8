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
        let nodes = [input] + pipeline.steps.map(Node.init) + [output]
        self.init(
            title: "Pipeline \(pipeline.name)",
            summary: pipeline.description ?? "\(Counted.text(pipeline.steps.count, "step")) in order.",
            direction: .down, nodes: nodes,
            edges: Self.chain(nodes, reading: Self.readings(of: pipeline)))
    }

    /// For each node but the input, what it reads.
    private static func readings(of pipeline: PipelineDefinition) -> [DataReading] {
        var readings = pipeline.steps.map { step in
            var reading = DataReading()
            if let when = step.when { reading.add(when) }
            reading.add(step.with)
            return reading
        }
        var last = DataReading()
        if let output = pipeline.output { last.add(output) }
        readings.append(last)
        return readings
    }

    /// Each node follows the one before it; what is read from there names that edge, what is read from further back
    /// has an edge of its own.
    private static func chain(_ nodes: [Node], reading readings: [DataReading]) -> [Edge] {
        zip(zip(nodes, nodes.dropFirst()), readings).flatMap { pair, reading -> [Edge] in
            let (previous, node) = pair
            var next = Edge(from: previous.id, to: node.id)
            var data: [Edge] = []
            for (source, names) in reading.fields {
                let from = source.nodeID
                if from == previous.id {
                    next = Edge(from: from, to: node.id, label: Counted.list(names))
                } else {
                    data.append(Edge(from: from, to: node.id, kind: .data, label: Counted.list(names)))
                }
            }
            return [next] + data
        }
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
    fileprivate init(_ step: StepDefinition) {
        let facts = [
            step.when.map { "when \($0.source)" }, "timeout \(step.timeout.shortText)", step.retry.sentence,
            Publication(step)?.sentence,
        ]
        self.init(
            id: "step:\(step.id)", kind: .step, title: step.id, subtitle: step.uses,
            details: facts.compactMap(\.self), isConditional: step.when != nil)
    }
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
