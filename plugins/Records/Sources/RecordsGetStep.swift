public import StepKit

/// Reads a value back from an embedded collection.
public struct RecordsGetStep: Step {
    public struct Input: Codable, Sendable {
        var collection: String
        var id: String
        var isRequired: Bool

        private enum CodingKeys: String, CodingKey {
            case collection, id
            case isRequired = "required"
        }
    }

    public struct Output: Codable, Sendable {
        var found: Bool
        var value: JSONValue
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "records.get", "Reads a value from a collection.",
        input: {
            Field("collection", \.collection, "Which collection.").example("video_analysis")
            Field("id", \.id, "The record's id.")
            Field("required", \.isRequired, "Whether the step fails when there is no such record.").default(true)
        },
        output: {
            Field("found", \.found, "Whether there is such a record.")
            Field("value", \.value, "What was saved; null when nothing was found.")
        },
        examples: [
            ["collection": "video_analysis", "id": "0198c0de"],
            ["collection": "video_analysis", "id": "0198c0de", "required": false],
        ])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        try RecordKey.check(collection: input.collection, id: input.id)
        let value = try await context.record(collection: input.collection, id: input.id)
        guard value != nil || !input.isRequired else {
            throw StepFailure(.notFound, "there is no record `\(input.id)` in `\(input.collection)`")
        }
        return Output(found: value != nil, value: value ?? .null)
    }
}
