import Crypto
import Foundation
import OutboundHTTP
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import ModelChatStep

@Suite("Asking a model", .timeLimit(.minutes(10)))
struct ChatTests {
    @Test("a streamed answer is put together, counted and reported")
    func streamed() async throws {
        let script = stream(
            ": hi\n\n", delta("Hel"), delta("lo"), delta("", finish: "stop"), usageEvent, "data: [DONE]\n\n")
        try await ScriptedServer.with(script) { server in
            let outcome = try await chat(server, ["prompt": "Say hello.", "system": "Be brief.", "temperature": 0.5])
            let output = try outcome.output
            #expect(output["value"] == "Hello" && output["text"] == "Hello" && output["model"] == "small-2")
            #expect(output["usage"] == ["prompt_tokens": 7, "completion_tokens": 3] && output["repaired"] == false)
            let amounts: [String: Double] = ["prompt_tokens": 7, "completion_tokens": 3, "images": 0]
            #expect(outcome.costs == [Cost(kind: "model", name: "small", amounts: amounts)])
            #expect(outcome.progress.contains { $0.note == "5 characters" })
            let sent = try #require(server.requests.first)
            #expect(sent.method == "POST" && sent.target == "/v1/chat/completions")
            #expect(
                sent.json == [
                    "model": "small", "stream": true, "stream_options": ["include_usage": true], "temperature": 0.5,
                    "messages": [
                        ["role": "system", "content": "Be brief."], ["role": "user", "content": "Say hello."],
                    ],
                ])
        }
    }

    @Test("an answer in one piece is read, asked for so or not", arguments: [true, false])
    func inOnePiece(isStreamed: Bool) async throws {
        try await ScriptedServer.with(completion("Hello")) { server in
            let outcome = try await chat(server, ["prompt": "x", "stream": .bool(isStreamed), "max_tokens": 9])
            #expect(try outcome.output["value"] == "Hello" && outcome.costs.count == 1)
            #expect(server.requests[0].json["stream"] == .bool(isStreamed))
            #expect((server.requests[0].json["stream_options"] == nil) == !isStreamed)
            #expect(server.requests[0].json["max_tokens"] == 9)
        }
    }

    @Test("names, roles, key and API version come from the environment")
    func settings() async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let variables = [
                "MILLRACE_MODEL_ROLE_VISION": "big-eye", "MILLRACE_MODEL_KEY": "k-1",
                "MILLRACE_MODEL_API_VERSION": "2026-01-01",
            ]
            for model: JSONValue in ["vision", "reasoning", .null] {
                _ = try await chat(server, ["prompt": "x", "model": model], variables).output
            }
            #expect(server.requests.map { $0.json["model"]?.stringValue } == ["big-eye", "reasoning", "small"])
            let sent = server.requests[0]
            #expect(sent.target == "/v1/chat/completions?api-version=2026-01-01")
            #expect(sent.headers["authorization"] == "Bearer k-1" && sent.headers["api-key"] == nil)
        }
    }

    @Test("hosts of Azure get the key under their own name too, others do not")
    func azure() throws {
        for (host, isAzure) in [
            ("x.openai.azure.com", true), ("x.services.ai.azure.com", true), ("azure.com.example.org", false),
            ("x.openai.azure.com@example.org", false), ("notazure.com", false),
        ] {
            let settings = ModelSettings([
                "MILLRACE_MODEL_ENDPOINT": "https://\(host)/openai/v1", "MILLRACE_MODEL_KEY": "k",
            ])
            let target = try settings.target(for: "m")
            #expect(target.headers["api-key"] == (isAzure ? "k" : nil), "\(host)")
            #expect(target.headers["Authorization"] == "Bearer k")
        }
        let spelled = ModelSettings(["MILLRACE_MODEL_ENDPOINT": "https://h/a/chat/completions?x=1"])
        let url = try spelled.target(for: "m").url
        #expect(url == "https://h/a/chat/completions?x=1")
    }

    @Test("images are sent as data URLs, in order, beside the prompt")
    func images() async throws {
        let folder = try TemporaryFolder("chat")
        try await ScriptedServer.with(completion("x")) { server in
            let image = try artifact([1, 2, 3], in: folder)
            let outcome = try await chat(server, ["prompt": "Look.", "images": [image, image]])
            #expect(outcome.costs.first?.amounts["images"] == 2)
            let picture: JSONValue = ["type": "image_url", "image_url": ["url": "data:image/png;base64,AQID"]]
            #expect(
                server.requests[0].json["messages"]?[0]?["content"]
                    == [["type": "text", "text": "Look."], picture, picture])
            _ = try await chat(server, ["images": [image]]).output
            #expect(server.requests[1].json["messages"]?[0]?["content"] == [picture])
        }
    }

    @Test("an image that is none, is gone, is too large or is not what it was is not sent")
    func badImages() async throws {
        let folder = try TemporaryFolder("chat")
        try await ScriptedServer.with(completion("x")) { server in
            let good = try artifact([1, 2, 3], in: folder)
            #expect(mkfifo(folder.path("fifo"), 0o600) == 0)
            try FileManager.default.createSymbolicLink(
                atPath: folder.path("link"), withDestinationPath: folder.path("image"))
            let huge = try folder.write([UInt8](repeating: 0, count: Int(ImageAttachment.maxBytes) + 1), to: "huge")
            let cases: [([String: JSONValue], String)] = [
                (["media_type": "text/plain"], "invalid_payload"), (["path": "/no/such"], "not_found"),
                (["sha256": "00"], "invalid_payload"), (["path": .string(folder.path("fifo"))], "invalid_payload"),
                (["path": .string(folder.path("link"))], "not_found"), (["path": "/etc/passwd"], "invalid_payload"),
                (["path": .string(folder.path)], "invalid_payload"), (["path": .string(huge)], "payload_too_large"),
            ]
            for (changes, code) in cases {
                let image = JSONValue.object((good.objectValue ?? [:]).merging(changes) { $1 })
                #expect(try await chat(server, ["images": [image]]).failure?.code.rawValue == code, "\(changes)")
            }
            let many = JSONValue.array(Array(repeating: good, count: ImageAttachment.maxCount + 1))
            #expect(try await chat(server, ["images": many]).failure?.code == .payloadTooLarge)
            #expect(server.connections == 0)
        }
    }

    private func artifact(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> JSONValue {
        let path = try folder.write(bytes, to: "image")
        let digest = SHA256.hash(data: Data(bytes)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return try JSONValueEncoder().encode(
            Artifact(path: path, sha256: digest, mediaType: "image/png", size: Int64(bytes.count)))
    }

    @Test("nothing to ask, no endpoint, no model or no time ends before anything is sent")
    func refused() async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let none = ["MILLRACE_MODEL_ENDPOINT": "", "MILLRACE_MODEL_NAME": ""]
            let ask: JSONValue = ["prompt": "x"]
            #expect(try await chat(server, [:]).failure?.code == .invalidPayload)
            #expect(try await chat(server, ask, none).failure?.code == .modelNotConfigured)
            #expect(try await chat(server, ask, ["MILLRACE_MODEL_NAME": ""]).failure?.code == .modelNotConfigured)
            for endpoint in ["ftp://h/v1", "nonsense", "http://u:p@h/v1"] {
                let failure = try await chat(server, ask, ["MILLRACE_MODEL_ENDPOINT": endpoint]).failure
                #expect(failure?.code == .modelNotConfigured && failure?.isRetryable == false)
            }
            let failure = try await chat(server, ask, ["MILLRACE_MODEL_KEY": "a\r\nX-B: b"]).failure
            #expect(failure?.code == .modelNotConfigured)
            #expect(try await chat(server, ask, timeRemaining: .zero).failure?.code == .timeout)
            for schema: JSONValue in ["x", ["type": "nonsense"], ["$ref": "#/nowhere"]] {
                let failure = try await chat(server, ["prompt": "x", "answer_schema": schema]).failure
                #expect(failure?.code == .invalidPayload)
            }
            #expect(server.connections == 0)
        }
    }

    @Test("an abort closes the connection")
    func abort() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { request, connection in
            _ = stream(delta("some"))(request, connection)
            connection.waitForEnd()
            ended.finish()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let harness = try StepHarness(environment: environment(server))
            harness.abort(.cancelled, whenProgressReaches: 0.0001)
            let outcome = await harness.run(ModelChatStep.self, with: ["prompt": "x"])
            #expect(outcome.result == .aborted(.cancelled))
            for await _ in ends {}
        }
    }

    @Test("neither key nor prompt nor answer is logged or reported")
    func secrets() async throws {
        let logs = LogCollector()
        let answers = Answers([
            { _, connection in connection.reply(401, "{\"error\":{\"message\":\"k-1 xyzzy\"}}") }, completion("plugh"),
        ])
        try await ScriptedServer.with(answers.script) { server in
            let variables = ["MILLRACE_MODEL_KEY": "k-1"]
            let failure = try #require(try await chat(server, ["prompt": "xyzzy"], variables, logs: logs).failure)
            let outcome = try await chat(server, ["prompt": "xyzzy"], variables, logs: logs)
            let shown = "\(failure) \(failure.details) \(outcome.progress)"
            for secret in ["k-1", "xyzzy", "plugh"] {
                #expect(!logs.contains(secret) && !shown.contains(secret))
            }
        }
    }
}
