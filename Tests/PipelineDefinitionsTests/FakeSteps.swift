import StepKit

/// The shipped plugins' names and fields, without their work: tests of definitions cannot import plugins.
enum FakeSteps {
    static let registry: StepRegistry = {
        do {
            return try StepRegistry([
                FakeDownload.self, FakeScenes.self, FakeKeyframes.self, FakeChat.self, FakeSave.self, FakeEmit.self,
                FakeLog.self,
            ])
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}

/// A step that is only looked at.
private protocol FakeStep: Step where Input: Sendable, Output: Sendable {
    init()
}

extension FakeStep {
    init(environment: StepEnvironment) { self.init() }
    func run(_ input: Input, in context: StepContext) async throws -> Output { throw StepFailure(.notFound, "a fake") }
}

private struct FakeDownload: FakeStep {
    struct Input: Codable, Sendable {
        var url: String
        var maxSize: ByteCount
    }

    struct Output: Codable, Sendable {
        var file: Artifact
        var sha256, name, url: String
        var size: Int64
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("http.download", "Downloads a file.", examples: []) {
            Field("url", \.url, "Which.")
            Field("max_size", \.maxSize, "The most bytes.").default(.megabytes(500))
        } output: {
            Field("file", \.file, "The file.")
            Field("sha256", \.sha256, "Its digest.")
            Field("size", \.size, "Its bytes.")
            Field("url", \.url, "Where it came from.")
            Field("name", \.name, "What it is called.")
        }
    }
}

private struct FakeScenes: FakeStep {
    struct Input: Codable, Sendable {
        var video: Artifact
        var threshold: Double
    }

    struct Output: Codable, Sendable {
        var scenes: JSONValue
        var cuts: [Double]
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("video.scenes", "Finds cuts.", examples: []) {
            Field("video", \.video, "Which.")
            Field("threshold", \.threshold, "How different.").range(0.01...1).default(0.12)
        } output: {
            Field("scenes", \.scenes, "In order.")
            Field("cuts", \.cuts, "Seconds.")
        }
    }
}

private struct FakeKeyframes: FakeStep {
    struct Input: Codable, Sendable {
        var video: Artifact
        var every: Duration
        var limit: Int
        var at: [Double]?
    }

    struct Output: Codable, Sendable {
        var frames: JSONValue
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("video.keyframes", "Takes pictures.", examples: []) {
            Field("video", \.video, "Which.")
            Field("every", \.every, "How often.").range(.milliseconds(10) ... .seconds(60)).default(.seconds(1))
            Field("at_most", \.limit, "How many.").range(1...500).default(32)
            Field("at", \.at, "When.")
        } output: {
            Field("frames", \.frames, "The pictures.")
        }
    }
}

private struct FakeChat: FakeStep {
    struct Input: Codable, Sendable {
        var model, system, prompt: String?
        var images: [Artifact]
        var answerSchema: JSONValue?
    }

    struct Output: Codable, Sendable {
        var value: JSONValue
        var text: String
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("model.chat", "Asks a model.", examples: []) {
            Field("model", \.model, "Which.")
            Field("system", \.system, "What it is.")
            Field("prompt", \.prompt, "What it is asked.")
            Field("images", \.images, "What it sees.").default([])
            Field("answer_schema", \.answerSchema, "What it answers.").format(.jsonSchema)
        } output: {
            Field("value", \.value, "The answer.")
            Field("text", \.text, "As it came.")
        }
    }
}

private struct FakeSave: FakeStep {
    struct Input: Codable, Sendable {
        var collection, id: String
        var value: JSONValue
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("records.save", "Keeps a value.", examples: []) {
            Field("collection", \.collection, "Where.")
            Field("id", \.id, "Under which id.")
            Field("value", \.value, "What.")
        }
    }
}

private struct FakeEmit: FakeStep {
    struct Input: Codable, Sendable {
        var type: String
        var data: JSONValue
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("events.emit", "Publishes an event.", examples: []) {
            Field("type", \.type, "Which.")
            Field("data", \.data, "What it says.").default([:])
        }
    }
}

private struct FakeLog: FakeStep {
    struct Input: Codable, Sendable {
        var message, level: String
        var data: JSONValue?
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("log.write", "Writes a line.", examples: []) {
            Field("message", \.message, "What.")
            Field("level", \.level, "How important.").oneOf("debug", "info", "warning").default("info")
            Field("data", \.data, "Facts.")
        }
    }
}
