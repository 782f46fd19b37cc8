import ChildProcess
import Crypto
import Foundation
import JSONModel
import StepKit
import StepKitTesting
import TestSupport

@testable import SpeechSteps

/// The step, for which the time between two looks at a batch passes at once.
struct QuickSpeech: Step {
    typealias Input = SpeechTranscribeStep.Input
    typealias Output = SpeechTranscribeStep.Output
    static let descriptor = SpeechTranscribeStep.descriptor
    private let step: SpeechTranscribeStep

    init(environment: StepEnvironment) throws {
        step = try SpeechTranscribeStep(environment: environment) { _ in try Task.checkCancellation() }
    }

    func run(_ input: Input, in context: StepContext) async throws -> Output { try await step.run(input, in: context) }
}

/// Files made with ffmpeg, and what a step gets for them.
struct TestMedia {
    struct CannotMake: Error { let reason: String }

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("speech") }

    func make(_ name: String, _ arguments: [String]) async throws -> JSONValue {
        let quiet = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1"]
        let result = try await ChildCommand("ffmpeg", quiet + arguments + ["file:\(folder.path(name))"]).run()
        guard result.status.isSuccess else { throw CannotMake(reason: result.errorText) }
        return try artifact(folder.path(name))
    }

    /// 3.2 seconds of a tone.
    func tone() async throws -> JSONValue {
        try await make("tone.ogg", ["-f", "lavfi", "-i", "sine=frequency=440:duration=3.2", "-c:a", "flac"])
    }

    func artifact(_ path: String) throws -> JSONValue {
        let bytes = try Data(contentsOf: URL(filePath: path))
        let digest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return try JSONValueEncoder().encode(
            Artifact(path: path, sha256: digest, mediaType: "audio/wav", size: Int64(bytes.count)))
    }
}

/// One minute costs 0.06: a begun second a thousandth.
func catalogue(_ server: ScriptedServer, _ changes: [String: JSONValue] = [:]) -> JSONValue {
    let catalogue: [String: JSONValue] = [
        "providers": [
            "one": ["kind": "openai", "endpoint": .string(server.url("/one"))],
            "two": ["kind": "openai", "endpoint": .string(server.url("/two"))],
            "azure": [
                "kind": "azure-speech", "endpoint": .string(server.url("/az")), "key_variable": "SPEECH_KEY",
                "api_version": "v9",
            ],
            "here": ["kind": "pocketsphinx"],
        ],
        "models": [
            "ear": ["provider": "one", "abilities": ["transcription"], "prices": ["audio_minute": 0.06]],
            "other": ["provider": "two", "abilities": ["transcription"], "prices": ["audio_minute": 0]],
            "batch": ["provider": "azure", "abilities": ["transcription"], "prices": ["audio_minute": 0.06]],
            "unpriced": ["provider": "one", "abilities": ["transcription"]],
            "free": ["provider": "here", "abilities": ["transcription"], "prices": ["audio_minute": 0]],
            "writer": ["provider": "one"],
        ],
        "roles": ["speech": "ear"], "fallbacks": ["ear": ["other"]],
    ]
    return .object(catalogue.merging(changes) { $1 })
}

func listen(
    _ server: ScriptedServer, _ media: JSONValue, _ input: [String: JSONValue] = [:],
    _ changes: [String: JSONValue] = [:], budget: Money? = nil
) async throws -> StepOutcome {
    let variables = ["SPEECH_KEY": "k-1", "MILLRACE_SPEECH_CONTAINER": server.url("/box?sig=s-1")]
    let environment = StepEnvironment(variables: variables, settings: ["models": catalogue(server, changes)])
    let harness = try StepHarness(environment: environment, budget: budget)
    return await harness.run(QuickSpeech.self, with: .object(input.merging(["media": media]) { $1 }))
}

/// An answer of `/audio/transcriptions`.
func heard(_ text: String, seconds: Int64? = nil) -> ScriptedServer.Script {
    var body: [String: JSONValue] = [
        "text": .string(text), "language": "english", "duration": 3.2,
        "segments": [["id": 0, "start": 0.5, "end": 2, "text": .string(" \(text)")]],
    ]
    if let seconds { body["usage"] = ["type": "duration", "seconds": .int(seconds)] }
    let answer = JSONValue.object(body).text()
    return { _, connection in connection.reply(200, answer) }
}
