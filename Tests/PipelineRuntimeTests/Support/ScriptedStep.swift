import StepKit

/// What a step of a test does with its `value`.
typealias Act = @Sendable (JSONValue, StepContext) async throws -> JSONValue

/// Does what the test says: `with: { act: <name of the act>, value: … }`. An act nobody wrote returns its value.
struct ScriptedStep: Step {
    @TaskLocal static var acts: [String: Act] = [:]

    struct Input: Codable, Sendable {
        var act: String
        var value: JSONValue?
    }

    struct Output: Codable, Sendable {
        var value: JSONValue?
    }

    static let descriptor = StepDescriptor<Input, Output>(
        "test.act", "Does what the test says.",
        input: {
            Field("act", \.act, "Its name.")
            Field("value", \.value, "What it works on.")
        },
        output: { Field("value", \.value, "What became of it.") })

    init(environment: StepEnvironment) {}

    func run(_ input: Input, in context: StepContext) async throws -> Output {
        let value = input.value ?? .null
        guard let act = Self.acts[input.act] else { return Output(value: value) }
        return Output(value: try await act(value, context))
    }
}

/// Declares a number and returns a text.
struct LyingStep: Step {
    struct Output: Codable, Sendable {
        var count: Int

        init() { count = 0 }

        private enum CodingKeys: String, CodingKey { case count }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("many", forKey: .count)
        }
    }

    static let descriptor = StepDescriptor<Empty, Output>(
        "test.lie", "Returns what it does not declare.", input: {}, output: { Field("count", \.count, "How many.") })

    init(environment: StepEnvironment) {}

    func run(_ input: Empty, in context: StepContext) async throws -> Output { Output() }
}

extension StepContext {
    /// Returns when the step is asked to stop.
    func waitForAbort() async throws {
        let asked = Gate()
        abort.onAbort { _ in asked.open() }
        await asked.wait()
        try abort.throwIfAborted()
    }
}
