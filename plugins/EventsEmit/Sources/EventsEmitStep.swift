public import StepKit

/// Publishes an event about the job.
public struct EventsEmitStep: Step {
    public struct Input: Codable, Sendable {
        var type: String
        var data: JSONValue
    }

    public static let descriptor = StepDescriptor<Input, Empty>(
        "events.emit", "Publishes an event about the job to the events topic.",
        input: {
            Field("type", \.type, "Two or more words with dots between; `job.` and `step.` are the runtime's own.")
                .example("video.analysed")
            Field("data", \.data, "What the event says.").default([:])
        },
        examples: [["type": "video.analysed", "data": ["scenes": 6]], ["type": "report.ready"]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Empty {
        try context.abort.throwIfAborted()
        try context.emit(input.type, data: input.data)
        return Empty()
    }
}
