import Logging
public import StepKit

/// Writes a line to the log of the process.
public struct LogWriteStep: Step {
    public struct Input: Codable, Sendable {
        var message: String
        var level: String
        var data: JSONValue?
    }

    public static let descriptor = StepDescriptor<Input, Empty>(
        "log.write", "Writes a line to the log.",
        input: {
            Field("message", \.message, "What to write.").example("3 scenes found")
            Field("level", \.level, "How important it is.")
                .oneOf("trace", "debug", "info", "notice", "warning", "error").default("info")
            Field("data", \.data, "Facts written beside the message.")
        },
        examples: [["message": "3 scenes found"], ["message": "slow", "level": "warning", "data": ["seconds": 12]]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Empty {
        try context.abort.throwIfAborted()
        let level = Logger.Level(rawValue: input.level) ?? .info
        context.logger.log(
            level: level, "\(input.message)", metadata: input.data.map { ["data": "\($0.text())"] })
        return Empty()
    }
}
