import Foundation
import StepKit

/// Reaches outside, so that tests have to mock it.
struct FetchStep: Step {
    struct Input: Codable, Sendable {
        var url: String
        var key: String?
    }

    struct Output: Codable, Sendable {
        var text: String
        var size: Int
    }

    static let descriptor = StepDescriptor<Input, Output>(
        "web.fetch", "Fetches a page.",
        input: {
            Field("url", \.url, "Which.")
            Field("key", \.key, "What opens it.").secret()
        },
        output: {
            Field("text", \.text, "What it says.")
            Field("size", \.size, "Its bytes.")
        },
        failures: ["gone": "It is there no more."])

    init(environment: StepEnvironment) {}

    func run(_ input: Input, in context: StepContext) async throws -> Output {
        // On a thread nobody watches: the test must wait for it.
        await withCheckedContinuation { continuation in Thread { continuation.resume() }.start() }
        return Output(text: "real \(input.url)", size: 4)
    }
}

struct CutStep: Step {
    struct Input: Codable, Sendable {
        var video: Artifact
    }

    static let descriptor = StepDescriptor<Input, Empty>(
        "web.cut", "Cuts a video.", input: { Field("video", \.video, "Which.") })

    init(environment: StepEnvironment) {}
    func run(_ input: Input, in context: StepContext) async throws -> Empty { Empty() }
}

struct MakeStep: Step {
    struct Output: Codable, Sendable {
        var file: Artifact
    }

    static let descriptor = StepDescriptor<Empty, Output>(
        "web.make", "Makes a video.", input: {}, output: { Field("file", \.file, "It.") })

    init(environment: StepEnvironment) {}
    func run(_ input: Empty, in context: StepContext) async throws -> Output { throw StepFailure(.notFound, "never") }
}

struct SaveStep: Step {
    struct Input: Codable, Sendable {
        var collection, id: String
        var value: JSONValue
    }

    static let descriptor = StepDescriptor<Input, Empty>(
        "records.save", "Keeps a value.",
        input: {
            Field("collection", \.collection, "Where.")
            Field("id", \.id, "Under which id.")
            Field("value", \.value, "What.")
        })

    init(environment: StepEnvironment) {}

    func run(_ input: Input, in context: StepContext) async throws -> Empty {
        context.saveRecord(input.value, collection: input.collection, id: input.id)
        return Empty()
    }
}

struct EmitStep: Step {
    struct Input: Codable, Sendable {
        var type: String
        var data: JSONValue
    }

    static let descriptor = StepDescriptor<Input, Empty>(
        "events.emit", "Publishes an event.",
        input: {
            Field("type", \.type, "Which.")
            Field("data", \.data, "What it says.").default([:])
        })

    init(environment: StepEnvironment) {}

    func run(_ input: Input, in context: StepContext) async throws -> Empty {
        try context.emit(input.type, data: input.data)
        return Empty()
    }
}

struct PublishStep: Step {
    struct Input: Codable, Sendable {
        var type: String
        var payload: JSONValue
        var delay: Duration

        private enum CodingKeys: String, CodingKey {
            case payload, delay
            case type = "job_type"
        }
    }

    struct Output: Codable, Sendable {
        var id: String
    }

    static let descriptor = StepDescriptor<Input, Output>(
        "message.publish", "Submits a job.",
        input: {
            Field("job_type", \.type, "Which.")
            Field("payload", \.payload, "Its input.").default([:])
            Field("delay", \.delay, "How much later.").default(.zero)
        },
        output: { Field("id", \.id, "Its id.") })

    init(environment: StepEnvironment) {}

    func run(_ input: Input, in context: StepContext) async throws -> Output {
        Output(id: try context.publish(input.type, payload: input.payload, delay: input.delay))
    }
}
