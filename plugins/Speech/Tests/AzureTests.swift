import JSONModel
import StepKit
import StepKitTesting
import Synchronization
import TestSupport
import Testing

@testable import SpeechSteps

@Suite("Azure Speech batch", .timeLimit(.minutes(10)))
struct AzureTests {
    private let media: TestMedia

    init() throws { media = try TestMedia() }

    /// A service whose batch is done at the second look.
    private func service(_ change: @escaping @Sendable (String) -> String? = { _ in nil }) -> ScriptedServer.Script {
        let looks = Mutex(0)
        return { request, connection in
            let path = String(request.target.prefix { $0 != "?" })
            let host = "http://\(request.headers["host"] ?? "")"
            if let answer = change("\(request.method) \(path)") { return connection.reply(200, answer) }
            switch (request.method, path) {
            case ("PUT", _), ("DELETE", _): return connection.reply(201)
            case ("POST", _):
                return connection.reply(201, "{\"self\":\"\(host)/az/speechtotext/transcriptions/7?api-version=v9\"}")
            case (_, let path) where path.hasSuffix("/files"):
                let link = "{\"kind\":\"Transcription\",\"links\":{\"contentUrl\":\"\(host)/result\"}}"
                return connection.reply(200, "{\"values\":[{\"kind\":\"TranscriptionReport\"},\(link)]}")
            case (_, "/result"):
                let phrase = #"{"offsetInTicks":5000000,"durationInTicks":10000000,"nBest":[{"display":"Hi."}]}"#
                return connection.reply(
                    200,
                    #"{"durationInTicks":32000000,"combinedRecognizedPhrases":[{"display":"Hi."}],"recognizedPhrases":["#
                        + phrase + "]}")
            default:
                let isDone = looks.withLock { looks in
                    looks += 1
                    return looks > 1
                }
                return connection.reply(200, "{\"status\":\"\(isDone ? "Succeeded" : "Running")\"}")
            }
        }
    }

    @Test("sound is put, submitted, waited for, fetched and removed, and the key goes to the service alone")
    func transcribes() async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with(service()) { server in
            let outcome = try await listen(server, tone, ["model": "batch", "language": "de-DE"])
            let output = try outcome.output
            #expect(output["text"] == "Hi." && output["segments"] == [["start": 0.5, "end": 1.5, "text": "Hi."]])
            #expect(outcome.reservations.map(\.settled?.money) == [Money(nanos: 4_000_000)])
            #expect(server.requests.map(\.method) == ["PUT", "POST", "GET", "GET", "GET", "GET", "DELETE", "DELETE"])
            let submitted = try JSONValue(parsing: server.requests[1].body)
            #expect(submitted["locale"] == "de-DE")
            #expect(submitted["contentUrls"]?[0]?.stringValue?.hasSuffix("?sig=s-1") == true)
            #expect(server.requests[1].target == "/az/speechtotext/transcriptions:submit?api-version=v9")
            for request in server.requests {
                let isService = request.target.hasPrefix("/az/")
                #expect((request.headers["ocp-apim-subscription-key"] == "k-1") == isService, "\(request.target)")
                #expect(request.target.contains("sig=") == request.target.hasPrefix("/box/"))
            }
        }
    }

    @Test(
        "what goes wrong has its code, and the sound is removed",
        arguments: [
            ("GET /az/speechtotext/transcriptions/7", #"{"status":"Failed"}"#, "transcription_failed"),
            ("GET /az/speechtotext/transcriptions/7", #"{"status":"Odd"}"#, "invalid_answer"),
            ("POST /az/speechtotext/transcriptions:submit", #"{"self":"http://127.0.0.2:9/az/x"}"#, "invalid_answer"),
            ("GET /az/speechtotext/transcriptions/7/files", #"{"values":[]}"#, "transcription_failed"),
            (
                "GET /az/speechtotext/transcriptions/7/files",
                #"{"values":[{"kind":"Transcription","links":{"contentUrl":"http://127.0.0.2:9/x"}}]}"#,
                "model_not_configured"
            ),
        ])
    func failures(place: String, answer: String, code: String) async throws {
        let tone = try await media.tone()
        try await ScriptedServer.with(service { $0 == place ? answer : nil }) { server in
            let outcome = try await listen(server, tone, ["model": "batch"])
            #expect(outcome.failure?.code.rawValue == code)
            #expect(server.requests.last?.method == "DELETE" && server.requests.last?.target.hasPrefix("/box/") == true)
        }
    }
}

@Suite("pocketsphinx")
struct PocketSphinxTests {
    @Test("its lines are read: what was said, then each word with its time")
    func reads() {
        var reader = PocketSphinxReader()
        let lines = [
            "", "<s> 0.000 0.110 0.9", "</s> 0.120 0.630 1.0", "good morning all", "<s> 0.120 0.270 0.9",
            "good 0.280 0.450 0.1", "morning(2) 0.460 0.880 0.02", "<sil> 0.890 1.060 0.8", "all 1.07 1.51 0.9",
        ]
        for line in lines { reader.add(line) }
        #expect(reader.transcript.text == "good morning all")
        #expect(reader.transcript.segments == [SpeechSegment(start: 0.28, end: 1.51, text: "good morning all")])
    }

    static let isInstalled = MediaTools(environment: StepEnvironment()).has(PocketSphinx.program)

    @Test("it listens where no other is set up, and costs nothing", .enabled(if: isInstalled), .timeLimit(.minutes(10)))
    func listens() async throws {
        let media = try TestMedia()
        let talk = try await media.make("talk.wav", ["-f", "lavfi", "-i", "flite=text='good morning. how are you'"])
        let outcome = await (try StepHarness(timeRemaining: .seconds(120))).run(
            SpeechTranscribeStep.self, with: ["media": talk])
        #expect(
            try outcome.output["model"] == "pocketsphinx"
                && outcome.output["text"]?.stringValue?.contains("you") == true)
        #expect(try outcome.output["segments"]?.arrayValue?.isEmpty == false && outcome.reservations.isEmpty)
    }
}
