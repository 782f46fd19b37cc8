import Broker
import JSONModel
import PipelineDefinitions
import StepKit

/// What the measured jobs carry and do: as many bytes as the ceiling program writes, and nothing else.
enum BenchWork {
    /// The job type, the subscription and the pipeline.
    static let name = "bench"
    /// 500 bytes as text.
    static let payload: JSONValue = ["k": filler(492)]
    /// 200 bytes as text.
    static let output: JSONValue = ["k": filler(192)]

    private static func filler(_ count: Int) -> JSONValue { .string(String(repeating: "x", count: count)) }

    /// A step that does nothing: what is left is the cost of durability.
    struct NoOp: Step {
        struct Output: Codable, Sendable {
            let k: String
        }

        static let descriptor = StepDescriptor<Empty, Output>(
            "bench.noop", "Does nothing.", input: {}, output: { Field("k", \.k, "As many bytes as the ceiling's.") })
        private let output: Output

        init(environment: StepEnvironment) {
            output = Output(k: BenchWork.output["k"]?.stringValue ?? "")
        }

        func run(_ input: Empty, in context: StepContext) async throws -> Output { output }
    }

    static func submission(at now: Timestamp) -> JobSubmission {
        JobSubmission(id: LocalEngine.newJobID(at: now), jobType: name, payload: payload)
    }

    /// Takes the measured jobs.
    static let subscription = Subscription(name: name, topic: Topic.jobs, match: ["jobType": "bench"], definition: name)

    static func project(steps: Int, concurrency: Int) throws -> Project {
        let lines = (1...max(steps, 1)).map { "  - { id: s\($0), uses: bench.noop }" }
        let text = "kind: pipeline\nname: bench\nsteps:\n" + lines.joined(separator: "\n") + "\n"
        let pipeline = try PipelineDefinition(pinned: text, name: name)
        let subscription = SubscriptionDefinition(
            name: name, match: ["jobType": "bench"], pipeline: name, concurrency: concurrency)
        return Project(pipelines: [pipeline], routing: RoutingDefinition(subscriptions: [subscription]))
    }
}
