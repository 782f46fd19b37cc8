public import StepKit

public struct WatermarkStep: Step {
    public struct Input: Codable, Sendable {
        var text: String
        var every: Duration
    }

    public struct Output: Codable, Sendable {
        var count: Int
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "acme.watermark", "Writes a text over a video.",
        input: {
            Field("text", \.text, "What to write.").example("© Acme")
            Field("every", \.every, "Time between marks.").default(.seconds(1))
        },
        output: { Field("count", \.count, "How many marks were written.") },
        examples: [["text": "© Acme"]])

    public init(environment: StepEnvironment) throws {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        context.progress(0.5, "half done")
        return Output(count: 2)
    }
}
