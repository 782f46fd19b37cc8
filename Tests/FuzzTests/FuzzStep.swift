import StepKit

/// A step with fields of several kinds, so that mutated pipelines get as far as their checks.
struct FuzzStep: Step {
    struct Input: Codable, Sendable {
        var url: String
        var count: Int
        var every: Duration
        var tags: [String]
    }

    struct Output: Codable, Sendable {
        var file: String
        var size: Int64
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("fuzz.fetch", "Fetches a file.", examples: []) {
            Field("url", \.url, "Which.")
            Field("count", \.count, "How many.").range(1...10).default(1)
            Field("every", \.every, "How often.").default(.seconds(1))
            Field("tags", \.tags, "Words.").default([])
        } output: {
            Field("file", \.file, "The file.")
            Field("size", \.size, "Its bytes.")
        }
    }

    static let registry: StepRegistry = {
        do {
            return try StepRegistry([FuzzStep.self])
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    init(environment: StepEnvironment) {}

    func run(_ input: Input, in context: StepContext) async throws -> Output { throw StepFailure(.notFound, "no file") }
}
