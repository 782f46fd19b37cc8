import Foundation
import PipelineDefinitions
import PipelineGraph
import StepKit

/// Projects of a test's own, and what they look like.
enum Sketch {
    struct Unreadable: Error {
        let words: [String]
    }

    static func project(_ texts: [String]) throws -> Project {
        let files = texts.enumerated().map { ("pipelines/\($0).yaml", $1) }
        let registry = try StepRegistry([LogStep.self, EmitStep.self, PublishStep.self])
        let reading = Project.read(.texts(Dictionary(uniqueKeysWithValues: files)), registry: registry)
        guard let project = reading.project else { throw Unreadable(words: reading.diagnostics.map(\.message)) }
        return project
    }

    /// The graph of the only pipeline, whose steps are given one a line in YAML's flow form.
    static func pipeline(_ steps: String..., head: String = "", tail: String = "") throws -> Graph {
        let text = "kind: pipeline\nname: report\n\(head)steps:\n\(steps.map { "  - \($0)\n" }.joined())\(tail)"
        guard let pipeline = try project([text]).pipelines.first else { throw Unreadable(words: []) }
        return Graph(pipeline: pipeline)
    }

    /// A pipeline with all that is not one step after the other.
    static func flow() throws -> Graph {
        let child = "kind: pipeline\nname: child\nsteps: [{ id: a, uses: log.write, with: { message: x } }]\n"
        let report = """
            kind: pipeline
            name: report
            steps:
              - parallel:
                  - { id: left, uses: log.write, with: { message: '${{ input.text }}' } }
                  - { id: right, uses: log.write, with: { message: x } }
                at_once: 2
              - { id: each, for_each: '${{ input.names }}', at_once: 4, uses: log.write, with: { message: '${{ item }} ${{ steps.left.output.size }}' } }
              - { id: sub, uses: pipeline/child }
            on_failure:
              - { id: tell, uses: events.emit, with: { type: report.failed } }
            always:
              - { id: tidy, uses: log.write, cache: { key: v1, ttl: 1d }, with: { message: '${{ steps.sub.status }}' } }
            output: '${{ steps.each.output }}'
            """
        guard let pipeline = try project([child, report]).pipeline(named: "report") else { throw Unreadable(words: []) }
        return Graph(pipeline: pipeline)
    }

    /// A node for each name, and an edge for each pair such as `a>b`.
    static func graph(_ names: String, _ edges: String, direction: Graph.Direction = .down) -> Graph {
        Graph(
            title: "A test", summary: "Boxes.", direction: direction,
            nodes: names.map { Graph.Node(id: String($0), kind: .step, title: String($0), subtitle: "log.write") },
            edges: edges.split(separator: " ").map { pair in
                Graph.Edge(
                    from: String(pair.prefix(1)), to: String(pair.suffix(1)), label: pair.contains("-") ? "x" : nil)
            })
    }
}

private struct LogStep: Step {
    struct Input: Codable, Sendable {
        var message: JSONValue
    }

    struct Output: Codable, Sendable {
        var size, lines: Int
    }

    static let descriptor = StepDescriptor<Input, Output>("log.write", "Writes.", examples: []) {
        Field("message", \.message, "What.")
    } output: {
        Field("size", \.size, "Bytes.")
        Field("lines", \.lines, "Lines.")
    }

    init(environment: StepEnvironment) {}
    func run(_ input: Input, in context: StepContext) async throws -> Output { Output(size: 0, lines: 0) }
}

private struct EmitStep: Step {
    struct Input: Codable, Sendable {
        var type: String
    }

    static let descriptor = StepDescriptor<Input, Empty>("events.emit", "Emits.", examples: []) {
        Field("type", \.type, "What.")
    }

    init(environment: StepEnvironment) {}
    func run(_ input: Input, in context: StepContext) async throws -> Empty { Empty() }
}

private struct PublishStep: Step {
    struct Input: Codable, Sendable {
        var topic: String?
        var jobType: String
    }

    static let descriptor = StepDescriptor<Input, Empty>("message.publish", "Publishes.", examples: []) {
        Field("topic", \.topic, "Where.")
        Field("job_type", \.jobType, "What.")
    }

    init(environment: StepEnvironment) {}
    func run(_ input: Input, in context: StepContext) async throws -> Empty { Empty() }
}
