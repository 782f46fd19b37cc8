public import StepKit

/// Keeps a value in an embedded collection.
public struct RecordsSaveStep: Step {
    public struct Input: Codable, Sendable {
        var collection: String
        var id: String
        var value: JSONValue
    }

    public struct Output: Codable, Sendable {
        var collection: String
        var id: String
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "records.save", "Saves a value in a collection, in the transaction that ends the step.",
        input: {
            Field("collection", \.collection, "Which collection; made when first used.").example("video_analysis")
            Field("id", \.id, "The record's id; a record of that id is replaced.")
            Field("value", \.value, "What to keep.")
        },
        output: {
            Field("collection", \.collection, "Where it was saved.")
            Field("id", \.id, "Under which id.")
        },
        examples: [["collection": "video_analysis", "id": "0198c0de", "value": ["scenes": 6]]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        try RecordKey.check(collection: input.collection, id: input.id)
        context.saveRecord(input.value, collection: input.collection, id: input.id)
        return Output(collection: input.collection, id: input.id)
    }
}
