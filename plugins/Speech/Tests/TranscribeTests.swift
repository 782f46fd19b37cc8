import Foundation
import JSONModel
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import SpeechSteps

@Suite("Turning speech into text", .timeLimit(.minutes(10)))
struct TranscribeTests {
    private let media: TestMedia

    init() throws { media = try TestMedia() }

    @Test("the sound is sent as a form, and the answer and its cost are kept")
    func transcribes() async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with(heard("hello there")) { server in
            let outcome = try await listen(server, tone, ["language": "en-US"])
            let output = try outcome.output
            #expect(output["text"] == "hello there" && output["model"] == "ear" && output["language"] == "english")
            #expect(output["segments"] == [["start": 0.5, "end": 2.0, "text": "hello there"]])
            #expect(abs((output["duration"]?.doubleValue ?? 0) - 3.2) < 0.02)
            #expect(outcome.reservations.map(\.most) == [Money(nanos: 4_000_000)])
            #expect(outcome.reservations.map(\.settled?.money) == [Money(nanos: 4_000_000)])
            let sent = try #require(server.requests.first)
            #expect(sent.target == "/one/audio/transcriptions")
            #expect(sent.headers["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true)
            let form = String(decoding: sent.body, as: UTF8.self)
            #expect(form.contains("name=\"model\"\r\n\r\near\r\n") && form.contains("name=\"language\"\r\n\r\nen\r\n"))
            #expect(form.contains("RIFF") && form.contains("verbose_json"))
        }
    }

    @Test("a video without sound has an empty transcript, and nobody is asked")
    func silent() async throws {
        let video = try await media.make(
            "silent.mp4", ["-f", "lavfi", "-t", "1", "-i", "testsrc2=s=64x64:r=10", "-c:v", "libx264"])
        try await ScriptedServer.with(heard("x")) { server in
            let outcome = try await listen(server, video)
            #expect(
                try outcome.output["text"] == "" && outcome.output["segments"] == [] && outcome.reservations.isEmpty)
            #expect(server.connections == 0)
        }
    }

    @Test("the sound of a video is taken out of it")
    func video() async throws {
        let video = try await media.make(
            "loud.mkv",
            [
                "-f", "lavfi", "-t", "1", "-i", "testsrc2=s=64x64:r=10", "-f", "lavfi", "-t", "1", "-i", "sine",
                "-c:v", "libx264", "-c:a", "flac",
            ])
        try await ScriptedServer.with(heard("x")) { server in
            let outcome = try await listen(server, video)
            #expect(try outcome.output["text"] == "x")
        }
    }

    @Test("what is no sound, is gone or is not what it was is not sent")
    func badFiles() async throws {
        let tone = try await media.tone()
        let text = try media.artifact(try media.folder.write(Array("hello".utf8), to: "text"))
        let noise = try media.artifact(
            try media.folder.write((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 97) }, to: "noise"))
        let head = try media.artifact(
            try media.folder.write(Array("RIFF".utf8) + [UInt8](repeating: 1, count: 99), to: "head"))
        let link = media.folder.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: media.folder.path("tone.ogg"))
        func changed(_ changes: [String: JSONValue]) -> JSONValue {
            .object((tone.objectValue ?? [:]).merging(changes) { $1 })
        }
        let cases: [(JSONValue, String)] = [
            (text, "media_not_sound"), (noise, "media_not_sound"), (head, "media_damaged"),
            (changed(["path": "/no/such"]), "not_found"), (changed(["sha256": "00"]), "invalid_payload"),
            (changed(["path": .string(link)]), "not_found"), (changed(["path": "tone.ogg"]), "invalid_payload"),
            (changed(["path": .string(media.folder.path)]), "media_not_sound"),
        ]
        try await ScriptedServer.with(heard("x")) { server in
            for (file, code) in cases {
                #expect(try await listen(server, file).failure?.code.rawValue == code, "\(file)")
            }
            for language in ["x", "en\r\nX: y", "en_US", String(repeating: "a", count: 99)] {
                let failure = try await listen(server, tone, ["language": .string(language)]).failure
                #expect(failure?.code == .invalidPayload)
            }
            #expect(server.connections == 0)
        }
    }

    @Test(
        "a status has its code, and what was refused before the work is free",
        arguments: [
            (401, "model_access", .zero), (404, "model_not_found", .zero), (400, "invalid_request", nil),
            (408, "timeout", nil),
        ] as [(Int, String, Money?)])
    func statuses(status: Int, code: String, money: Money?) async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with({ _, connection in connection.reply(status, "private words") }) { server in
            let outcome = try await listen(server, tone)
            #expect(outcome.failure?.code.rawValue == code && outcome.failure?.message.contains("private") == false)
            #expect(outcome.reservations.map(\.settled?.money) == [money] && server.requests.count == 1)
        }
    }

    @Test("another model is asked where the first is limited or out of reach", arguments: [429, 500])
    func fallback(status: Int) async throws {
        let tone = try await media.tone()
        let script: ScriptedServer.Script = { request, connection in
            request.target.hasPrefix("/one") ? connection.reply(status) : heard("two")(request, connection)
        }
        try await ScriptedServer.with(script) { server in
            let outcome = try await listen(server, tone)
            #expect(try outcome.output["text"] == "two" && outcome.output["model"] == "other")
            #expect(outcome.reservations.map(\.name) == ["ear", "other"])
        }
    }

    @Test("the bill follows the server where it counts more, never less")
    func counted() async throws {
        let tone = try await media.tone()
        for (seconds, nanos) in [(1, 4_000_000), (10, 10_000_000)] as [(Int64, Int64)] {
            try await ScriptedServer.with(heard("x", seconds: seconds)) { server in
                let outcome = try await listen(server, tone)
                #expect(outcome.reservations.map(\.settled?.money) == [Money(nanos: nanos)])
            }
        }
    }

    @Test("a budget of zero refuses what costs something, and a missing price what a budget should hold")
    func budgets() async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with(heard("x")) { server in
            #expect(try await listen(server, tone, budget: .zero).failure?.code == "budget_exceeded")
            let free = try await listen(server, tone, ["model": "other"], budget: .zero)
            #expect(try free.output["text"] == "x")
            let input: [String: JSONValue] = ["model": "unpriced"]
            let open = try await listen(server, tone, input)
            #expect(open.reservations.map(\.settled?.money) == [nil])
            let failure = try await listen(server, tone, input, ["budgets": ["day": 1]]).failure
            #expect(failure?.code == SpeechFailure.priceMissing)
        }
    }

    @Test("what is no transcript is not one", arguments: ["", "{}", "<html>", #"{"text": 3}"#])
    func noTranscript(body: String) async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with({ _, connection in connection.reply(200, body) }) { server in
            let failure = try await listen(server, tone).failure
            #expect(failure?.code == SpeechFailure.invalidAnswer)
        }
    }

    @Test("a model that cannot listen, or is not there, is not asked", arguments: ["writer", "nobody"])
    func unable(name: String) async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with(heard("x")) { server in
            let failure = try await listen(server, tone, ["model": .string(name)]).failure
            #expect(failure?.code == SpeechFailure.notConfigured && server.connections == 0)
        }
    }

    @Test("without a catalogue the server of the environment is asked")
    func environment() async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with(heard("x")) { server in
            let environment = StepEnvironment(variables: [
                "MILLRACE_MODEL_ENDPOINT": server.url("/v1"), "MILLRACE_MODEL_KEY": "k-1",
            ])
            let outcome = await (try StepHarness(environment: environment)).run(
                SpeechTranscribeStep.self, with: ["media": tone])
            #expect(try outcome.output["model"] == "whisper-1" && outcome.reservations.isEmpty)
            #expect(outcome.costs.map(\.amounts) == [["audio_seconds": 4]] && outcome.costs.map(\.money) == [nil])
            let sent = server.requests[0]
            #expect(sent.target == "/v1/audio/transcriptions" && sent.headers["authorization"] == "Bearer k-1")
        }
    }
}
