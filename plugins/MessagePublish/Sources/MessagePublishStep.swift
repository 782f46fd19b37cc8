public import StepKit

/// Publishes a message, and so submits another job.
public struct MessagePublishStep: Step {
    public struct Input: Codable, Sendable {
        var topic: String
        var jobType: String
        var payload: JSONValue
        var attributes: [String: JSONValue]
        var creatorID: String?
        var messageID: String?
        var delay: Duration

        private enum CodingKeys: String, CodingKey {
            case topic, payload, attributes, delay
            case jobType = "job_type"
            case creatorID = "creator_id"
            case messageID = "message_id"
        }
    }

    public struct Output: Codable, Sendable {
        var jobID: String

        private enum CodingKeys: String, CodingKey {
            case jobID = "job_id"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "message.publish", "Publishes a message to a topic, and so submits another job.",
        input: {
            Field("topic", \.topic, "Any topic but `events`.").default("jobs")
            Field("job_type", \.jobType, "What subscriptions match on first.").example("report.write")
            Field("payload", \.payload, "The new job's input.").default([:])
            Field("attributes", \.attributes, "What subscriptions see besides the type and the creator.").default([:])
            Field("creator_id", \.creatorID, "The new job's creator; this job's when left out.")
            Field("message_id", \.messageID, "Names the message in a topic with a `duplicate_window`.")
            Field("delay", \.delay, "How long after this step the new job may begin.").default(.zero)
        },
        output: { Field("job_id", \.jobID, "The new job's id.") },
        examples: [
            ["job_type": "report.write", "payload": ["scenes": 6]],
            ["job_type": "report.remind", "delay": "1d", "message_id": "remind-1", "attributes": ["priority": 2]],
        ])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        return Output(
            jobID: try context.publish(
                input.jobType, payload: input.payload, topic: input.topic, attributes: input.attributes,
                creatorID: input.creatorID, messageID: input.messageID, delay: input.delay))
    }
}
