import JSONModel
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import DevModel

@Suite("The development model over HTTP")
struct DevModelServerTests {
    private func withClient(
        _ faults: String = "", bodyLimit: ByteCount = .megabytes(64),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in },
        _ body: (TestClient, DevModelServer) async throws -> Void
    ) async throws {
        let options = DevModelOptions(
            address: DevModelAddress(port: 0), faults: try DevModelFaults(parsing: faults), bodyLimit: bodyLimit,
            sleep: sleep, unixTime: { 1_700_000_000 })
        let server = DevModelServer(options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await server.withServer { try await body(TestClient(address: $0), server) }
    }

    private static let schema: JSONValue = [
        "type": "object", "required": ["replies"], "additionalProperties": false,
        "properties": ["replies": ["type": "array", "items": ["type": "string"], "minItems": 2, "maxItems": 3]],
    ]

    @Test("An answer fits its schema and says that it is a stand-in's")
    func answers() async throws {
        try await withClient { client, server async throws in
            let answer = try await client.chat(chatBody(schema: Self.schema))
            #expect(answer.status == 200)
            #expect(answer.headers["x-millrace-dev-model"] == "1")
            #expect(answer.json["system_fingerprint"] == "millrace-dev-model")
            #expect(answer.json["model"] == "dev-model")
            #expect(answer.json["object"] == "chat.completion")
            #expect(answer.json["choices"]?[0]?["finish_reason"] == "stop")
            let value = try #require(answer.value)
            #expect(SchemaChecker(root: Self.schema).problems(value) == [])
            #expect(value["replies"]?.arrayValue?.count == 3)
            #expect(server.counters.requests == 1)
        }
    }

    @Test("Equal requests get equal answers, from another server too")
    func isDeterministic() async throws {
        let body = chatBody(images: [TestImages.dataURL(TestImages.gradient)])
        let texts = Mutex<[String]>([])
        for _ in 0..<2 {
            try await withClient { client, _ async throws in
                let text = try await client.chat(body).text
                texts.withLock { $0.append(text) }
            }
        }
        let both = texts.withLock { $0 }
        #expect(both[0] == both[1])
        #expect(both[0].contains("Mostly"))
    }

    @Test("Images are really looked at: colours, brightness, change, equal ones once")
    func looksAtImages() async throws {
        let images = [TestImages.red, TestImages.red, TestImages.night, TestImages.snow].map { TestImages.dataURL($0) }
        try await withClient { client, server async throws in
            let answer = try await client.chat(chatBody(images: images, schema: SchemaFillerTests.scenes))
            let scenes = try #require(answer.value?["scenes"]?.arrayValue)
            #expect(
                scenes.map { $0["description"]?.stringValue } == [
                    "Mostly red, bright.", "Mostly red, bright, no movement since the frame before.",
                    "Mostly black, very dark, much movement since the frame before.",
                    "Mostly white, bright, much movement since the frame before.",
                ])
            #expect(
                scenes.map { $0["objects"]?[0] } == ["red area", "red area", "dark background", "bright background"])
            #expect(server.counters.imagesDecoded == 3)
        }
    }

    /// The second is longer than a pipe holds: ffmpeg stops reading it, and the server must live on.
    @Test(
        "An image that ffmpeg cannot decode is the client's error",
        arguments: [
            Array(TestImages.red.prefix(40)), Array(TestImages.red.prefix(8)) + [UInt8](repeating: 7, count: 400_000),
        ])
    func refusesBrokenImage(broken: [UInt8]) async throws {
        try await withClient { client, _ async throws in
            let answer = try await client.chat(chatBody(images: [TestImages.dataURL(broken)]))
            #expect(answer.status == 400)
            #expect(answer.errorCode == "invalid_image")
            #expect(try await client.chat(chatBody()).status == 200)
        }
    }

    @Test(
        "What cannot be answered is refused in OpenAI's form",
        arguments: [
            ("POST", "/v1/chat/completions", "{", 400, "invalid_json"),
            ("POST", "/v1/chat/completions", "{}", 400, "invalid_request"),
            ("GET", "/v1/chat/completions", "", 405, "method_not_allowed"),
            ("POST", "/v1/models", "{}", 405, "method_not_allowed"), ("GET", "/v1/other", "", 404, "not_found"),
            ("POST", "/v1/chat/completions", String(repeating: " ", count: 5001), 413, "body_too_large"),
        ])
    func refuses(method: String, path: String, body: String, status: Int, code: String) async throws {
        try await withClient(bodyLimit: .kilobytes(5)) { client, _ async throws in
            let answer = try await client.send(method, path, body: body.isEmpty ? nil : body)
            #expect(answer.status == status)
            #expect(answer.errorCode == code)
            #expect(answer.json["error"]?["type"] == "invalid_request_error")
            #expect(answer.json["error"]?["message"]?.stringValue?.isEmpty == false)
            #expect(answer.headers["x-millrace-dev-model"] == "1")
        }
    }

    @Test("Health, models and state can be read, and Azure's path is taken")
    func otherRoutes() async throws {
        try await withClient { client, _ async throws in
            #expect(try await client.send("GET", "/healthz").json["status"] == "ok")
            #expect(try await client.send("GET", "/v1/models").json["data"]?[0]?["id"] == "dev-model")
            let path = "/openai/deployments/vision/chat/completions?api-version=2024-10-21"
            #expect(try await client.send("POST", path, body: chatBody().text()).status == 200)
            #expect(try await client.send("GET", "/v1/_dev/state").json["requests"] == 1)
        }
    }

    @Test("A stream's pieces make the answer, then come usage and the end")
    func streams() async throws {
        try await withClient { client, _ async throws in
            let whole = try await client.chat(chatBody(schema: Self.schema)).content
            let more: [String: JSONValue] = ["stream": true, "stream_options": ["include_usage": true]]
            let answer = try await client.chat(chatBody(schema: Self.schema, more: more))
            #expect(answer.headers["content-type"] == "text/event-stream")
            #expect(answer.events.last == "[DONE]")
            let chunks = try answer.events.dropLast().map { try JSONValue(parsing: $0) }
            let text = chunks.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.stringValue }.joined()
            #expect(text == whole)
            #expect(chunks.first?["choices"]?[0]?["delta"]?["role"] == "assistant")
            #expect(chunks.dropLast().last?["choices"]?[0]?["finish_reason"] == "stop")
            #expect(chunks.last?["choices"] == [])
            #expect(chunks.last?["usage"]?["completion_tokens"]?.intValue ?? 0 > 0)
        }
    }

    @Test("The first requests are rate-limited, told when to come again, then answered")
    func rateLimits() async throws {
        try await withClient("rate_limit*2,retry_after=1500ms") { client, _ async throws in
            let answers = [try await client.chat(chatBody()), try await client.chat(chatBody())]
            #expect(answers.map(\.status) == [429, 429])
            #expect(answers.map(\.errorCode) == ["rate_limit_exceeded", "rate_limit_exceeded"])
            #expect(answers[0].headers["retry-after"] == "2")
            #expect(try await client.chat(chatBody()).status == 200)
        }
    }

    @Test("A fault can be asked for by one request alone")
    func faultByHeader() async throws {
        try await withClient { client, _ async throws in
            let failed = try await client.chat(chatBody(), fault: "fail=503")
            #expect(failed.status == 503)
            #expect(failed.json["error"]?["type"] == "server_error")
            #expect(try await client.chat(chatBody(), fault: "explode").errorCode == "invalid_fault")
            #expect(try await client.chat(chatBody()).status == 200)
        }
    }

    @Test("Faults can be replaced while the server runs")
    func replacesFaults() async throws {
        try await withClient("fail=500") { client, server async throws in
            #expect(try await client.chat(chatBody()).status == 500)
            server.setFaults(.none)
            #expect(try await client.chat(chatBody()).status == 200)
        }
    }

    @Test("Delays pass by the clock that was given: one before the answer, one before each event")
    func delays() async throws {
        let slept = Mutex<[Duration]>([])
        let sleep: @Sendable (Duration) async throws -> Void = { duration in slept.withLock { $0.append(duration) } }
        try await withClient("delay=5s,token_delay=30ms", sleep: sleep) { client, _ async throws in
            let answer = try await client.chat(chatBody(more: ["stream": true]))
            let expected = [.seconds(5)] + answer.events.map { _ in Duration.milliseconds(30) }
            #expect(slept.withLock { $0 } == expected)
        }
    }

    @Test("Content is spoiled for the first requests only")
    func spoilsContent() async throws {
        try await withClient("malformed*1,wrong_shape*1") { client, _ async throws in
            let answers = [
                try await client.chat(chatBody(schema: Self.schema)),
                try await client.chat(chatBody(schema: Self.schema)),
                try await client.chat(chatBody(schema: Self.schema)),
            ]
            #expect(answers.map(\.status) == [200, 200, 200])
            #expect(answers[0].content != nil && answers[0].value == nil)
            #expect(answers[1].value == ["wrong_shape"])
            #expect(SchemaChecker(root: Self.schema).problems(try #require(answers[2].value)) == [])
        }
    }

    @Test("An answer that breaks off ends the connection before its body does", arguments: [true, false])
    func breaksOff(isStreamed: Bool) async throws {
        try await withClient { client, _ async throws in
            await #expect(throws: (any Error).self) {
                try await client.chat(chatBody(more: ["stream": .bool(isStreamed)]), fault: "break_off")
            }
            #expect(try await client.chat(chatBody(more: ["stream": .bool(isStreamed)])).status == 200)
        }
    }

    @Test("A truncated stream ends in good order, without a finish reason and without an end")
    func truncatesStream() async throws {
        try await withClient { client, server async throws in
            let answer = try await client.chat(chatBody(more: ["stream": true]), fault: "truncate")
            #expect(answer.status == 200)
            #expect(answer.events.count > 1)
            #expect(!answer.text.contains("[DONE]"))
            #expect(!answer.text.contains("\"stop\""))
            #expect(await server.waitForCounters { $0.activeRequests == 0 }.clientDisconnects == 0)
        }
    }

    @Test("A held request is answered when it is released")
    func holdsAndReleases() async throws {
        try await withClient("hang*1") { client, server async throws in
            async let answer = client.chat(chatBody())
            _ = await server.waitForCounters { $0.heldRequests == 1 }
            server.releaseHeldRequests()
            #expect(try await answer.status == 200)
        }
    }

    @Test("A client that gives up closes the connection, and the server sees it", arguments: ["hang", "delay=1h"])
    func seesDisconnect(fault: String) async throws {
        let forever: @Sendable (Duration) async throws -> Void = { _ in
            let never = AsyncStream<Never> { _ in }
            for await _ in never {}
        }
        try await withClient(fault, sleep: forever) { client, server async throws in
            let call = Task { try await client.chat(chatBody()) }
            _ = await server.waitForCounters { $0.activeRequests == 1 }
            call.cancel()
            let counters = await server.waitForCounters { $0.clientDisconnects == 1 && $0.activeRequests == 0 }
            #expect(counters.clientDisconnects == 1)
            #expect(counters.heldRequests == 0)
            await #expect(throws: (any Error).self) { try await call.value }
        }
    }

    @Test("The server ends although a request is still held")
    func endsWhileHolding() async throws {
        let call = Mutex<Task<Void, Never>?>(nil)
        try await withClient("hang") { client, server async throws in
            call.withLock { $0 = Task { _ = try? await client.chat(chatBody()) } }
            _ = await server.waitForCounters { $0.heldRequests == 1 }
        }
        await call.withLock { $0 }?.value
    }

    /// Runs as `millrace dev-model` does: in a service group.
    private struct Hosted: Service {
        let server: DevModelServer
        let found: AsyncStream<DevModelAddress>.Continuation

        func run() async throws { try await server.run { found.yield($0) } }
    }

    @Test("A graceful end lets held requests be answered, and holds no further ones")
    func endsGracefully() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let options = DevModelOptions(address: DevModelAddress(port: 0), faults: try DevModelFaults(parsing: "hang"))
        let server = DevModelServer(options: options, logger: logger)
        let (addresses, found) = AsyncStream<DevModelAddress>.makeStream()
        let hosts = ServiceGroup(services: [Hosted(server: server, found: found)], logger: logger)
        async let end: Void = hosts.run()
        var iterator = addresses.makeAsyncIterator()
        let client = TestClient(address: try #require(await iterator.next()))
        async let answer = client.chat(chatBody())
        _ = await server.waitForCounters { $0.heldRequests == 1 }
        await hosts.triggerGracefulShutdown()
        #expect(try await answer.status == 200)
        try await end
        #expect(server.counters.activeRequests == 0)
    }

    @Test("A port that is taken is an error of its own")
    func portTaken() async throws {
        try await withClient { client, _ async throws in
            let server = DevModelServer(
                options: DevModelOptions(address: client.address),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await #expect { try await server.run() } throws: {
                ($0 as? DevModelError)?.code == .addressUnavailable
            }
        }
    }
}
