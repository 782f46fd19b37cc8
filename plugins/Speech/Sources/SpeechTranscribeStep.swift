import ModelCatalogue
import OutboundHTTP
public import StepKit

/// Turns the speech of a sound or video file into text.
public struct SpeechTranscribeStep: Step {
    public struct Input: Codable, Sendable {
        var media: Artifact
        var model: String?
        var language: String?
    }

    public struct Output: Codable, Sendable {
        var text: String
        var segments: [SpeechSegment]
        var language: String?
        var duration: Double
        var model: String
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "speech.transcribe", "Turns the speech of a sound or video file into text.", isolation: .process,
        input: {
            Field("media", \.media, "The sound or the video, as an earlier step made it.")
            Field("model", \.model, "A model or role of the project's catalogue; the role `speech` when left out.")
                .example("speech")
            Field("language", \.language, "What is spoken, such as en or en-US; the model's own guess when left out.")
                .example("en-US")
        },
        output: {
            Field("text", \.text, "All that was said; empty for a file without sound or speech.")
            Field("segments", \.segments, "What was said when, in order.")
            Field("language", \.language, "What is spoken, as the model or the input says.")
            Field("duration", \.duration, "Seconds of sound.")
            Field("model", \.model, "The model that listened; `none` where there was nothing to hear.")
        },
        failures: SpeechFailure.meanings,
        examples: [
            ["media": SpeechExample.artifact],
            ["media": SpeechExample.artifact, "model": "speech", "language": "en-US"],
        ])

    private let settings: SpeechSettings
    private let extractor: SoundExtractor
    private let gates = ModelGates()
    private let backends: SpeechBackends

    /// - Throws: `ModelCatalogueError` for a catalogue that cannot be read.
    public init(environment: StepEnvironment) throws {
        try self.init(environment: environment) { try await Task.sleep(for: $0) }
    }

    /// - Parameter wait: how the time between two looks at a batch passes.
    init(environment: StepEnvironment, wait: @escaping @Sendable (Duration) async throws -> Void) throws {
        settings = try SpeechSettings(environment)
        let tools = MediaTools(environment: environment)
        extractor = SoundExtractor(tools: tools)
        backends = SpeechBackends(
            client: OutboundHTTPClient(addressPolicy: .unrestricted), tools: tools, wait: wait,
            container: environment.variables[AzureSpeechBatch.containerVariable])
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        if let language = input.language { try Self.check(language) }
        let listeners = try settings.listeners(for: input.model, context.job, hasProgram: extractor.tools.has)
        guard let pieces = try await extractor.pieces(of: input.media, in: context) else {
            return Output(text: "", segments: [], language: input.language, duration: 0, model: "none")
        }
        var firstFailure: StepFailure?
        for (index, listener) in listeners.enumerated() {
            let session = SpeechSession(
                listener: listener, backends: backends, gates: gates, hasFallback: index + 1 < listeners.count)
            do {
                let transcript = try await session.transcribe(pieces, language: input.language, in: context)
                return Output(
                    text: transcript.text, segments: transcript.segments,
                    language: transcript.language ?? input.language,
                    duration: pieces.duration, model: listener.name)
            } catch let failure as StepFailure {
                guard failure.code != "budget_exceeded" else { throw failure }
                let reported = firstFailure ?? failure
                guard session.hasFallback, [.rateLimit, .networkError].contains(failure.code) else { throw reported }
                context.progress(0, "\(listener.name) does not answer: asking another model")
                firstFailure = reported
            }
        }
        throw firstFailure ?? StepFailure(SpeechFailure.notConfigured, "there is no model to ask")
    }

    /// Goes into a form and into JSON as it is: letters, digits and `-` alone.
    private static func check(_ language: String) throws(StepFailure) {
        let isTag = language.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
        }
        guard isTag, (2...35).contains(language.utf8.count) else {
            throw StepFailure(.invalidPayload, "`language` is not a language tag such as en-US")
        }
    }
}

/// What was said in a stretch of time.
public struct SpeechSegment: FieldObject, Codable, Sendable, Hashable {
    /// In seconds from the start of the file.
    var start: Double
    var end: Double
    var text: String

    public static var fields: [FieldDescription] {
        Field("start", \.start, "Seconds after the start.")
        Field("end", \.end, "Seconds after the start.")
        Field("text", \.text, "What was said.")
    }
}

enum SpeechExample {
    static let artifact: JSONValue = [
        "path": "/tmp/talk.wav", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "media_type": "audio/wav", "size": 1,
    ]
}
