import StepKit

/// The shipped plugins' names and fields, without their work: tests of definitions cannot import plugins.
enum FakeSteps {
    static let registry: StepRegistry = {
        do {
            return try StepRegistry(
                [
                    FakeDownload.self, FakeScenes.self, FakeKeyframes.self, FakeChat.self, FakeSave.self, FakeEmit.self,
                    FakeLog.self, FakeFeed.self, FakePublish.self, FakeProcess.self,
                ] + FakeNotifySteps.all)
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
        var sha256, name, url, mediaType: String
        var size: Int64
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor(
            "http.download", "Downloads a file.", failures: ["download_incomplete": "It ended too soon."], examples: []
        ) {
            Field("url", \.url, "Which.")
            Field("max_size", \.maxSize, "The most bytes.").default(.megabytes(500))
        } output: {
            Field("file", \.file, "The file.")
            Field("sha256", \.sha256, "Its digest.")
            Field("size", \.size, "Its bytes.")
            Field("url", \.url, "Where it came from.")
            Field("name", \.name, "What it is called.")
            Field("media_type", \.mediaType, "What it is.")
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
        var duration, frameRate: Double
        var width, height: Int
        var hasAudio: Bool
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("video.scenes", "Finds cuts.", examples: []) {
            Field("video", \.video, "Which.")
            Field("threshold", \.threshold, "How different.").range(0.01...1).default(0.12)
        } output: {
            Field("scenes", \.scenes, "In order.")
            Field("cuts", \.cuts, "Seconds.")
            Field("duration", \.duration, "Seconds.")
            Field("frame_rate", \.frameRate, "Frames per second.")
            Field("width", \.width, "Pixels.")
            Field("height", \.height, "Pixels.")
            Field("has_audio", \.hasAudio, "Whether it has sound.")
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
        var width, height: Int
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("video.keyframes", "Takes pictures.", examples: []) {
            Field("video", \.video, "Which.")
            Field("every", \.every, "How often.").range(.milliseconds(10) ... .seconds(60)).default(.seconds(1))
            Field("at_most", \.limit, "How many.").range(1...500).default(32)
            Field("at", \.at, "When.")
        } output: {
            Field("frames", \.frames, "The pictures.")
            Field("width", \.width, "Pixels.")
            Field("height", \.height, "Pixels.")
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
        var text, model: String
        var usage: JSONValue
        var repaired: Bool
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
            Field("model", \.model, "Who answered.")
            Field("usage", \.usage, "Tokens.")
            Field("repaired", \.repaired, "Whether the second answer counts.")
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

private struct FakeFeed: FakeStep {
    struct Input: Codable, Sendable {
        var url: String
        var headers: [String: String]?
        var limit: Int?
        var isStrict: Bool
        var wait: Duration
        var tags: [String]
        var pages: [FeedPage]

        private enum CodingKeys: String, CodingKey {
            case url, headers, limit, wait, tags, pages
            case isStrict = "strict"
        }
    }

    struct Output: Codable, Sendable {
        var items: [FeedItem]
        var count: Int
        var kind: String
        var etag: String?
    }

    static var descriptor: StepDescriptor<Input, Output> {
        StepDescriptor("feed.read", "Reads a feed.", examples: []) {
            Field("url", \.url, "Which.").format(.uri)
            Field("headers", \.headers, "What to send.").secret()
            Field("limit", \.limit, "How many.").range(1...100)
            Field("strict", \.isStrict, "Whether mistakes count.").default(false)
            Field("wait", \.wait, "How long.").default(.seconds(1))
            Field("tags", \.tags, "About what.").oneOf("art", "news").default([])
            Field("pages", \.pages, "Which pages.").default([])
        } output: {
            Field("items", \.items, "In order.")
            Field("count", \.count, "How many.")
            Field("kind", \.kind, "Which sort.").oneOf("rss", "atom")
            Field("etag", \.etag, "Its version.")
        }
    }
}

private struct FeedItem: Codable, Sendable, FieldObject {
    var title: String
    var link: String?

    static var fields: [FieldDescription] {
        Field("title", \FeedItem.title, "What it is called.")
        Field("link", \FeedItem.link, "Where it is.")
    }
}

private struct FeedPage: Codable, Sendable, FieldObject {
    var number: Int
    var note: String?

    static var fields: [FieldDescription] {
        Field("number", \FeedPage.number, "Which.")
        Field("note", \FeedPage.note, "Why.")
    }
}

private struct FakePublish: FakeStep {
    struct Input: Codable, Sendable {
        var topic, jobType: String
        var payload: JSONValue
        var attributes: [String: JSONValue]

        private enum CodingKeys: String, CodingKey {
            case topic, payload, attributes
            case jobType = "job_type"
        }
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor("message.publish", "Publishes a message.", examples: []) {
            Field("topic", \.topic, "Where.").default("jobs")
            Field("job_type", \.jobType, "Which.")
            Field("payload", \.payload, "What.").default([:])
            Field("attributes", \.attributes, "What filters see.").default([:])
        }
    }
}

private struct FakeProcess: FakeStep {
    struct Input: Codable, Sendable {
        var command: String
    }

    static var descriptor: StepDescriptor<Input, Empty> {
        StepDescriptor(
            "process.run", "Runs a program.", isolation: .process, isIdempotent: false,
            failures: ["process_failed": "It ended with another code."], examples: []
        ) {
            Field("command", \.command, "Which.")
        }
    }
}
