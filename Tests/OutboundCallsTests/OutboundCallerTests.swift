import OutboundCalls
@testable import OutboundHTTP
import StepKit
import StepKitTesting
import Synchronization
import TestSupport
import Testing

@Suite("Calls of steps", .timeLimit(.minutes(10)))
struct OutboundCallerTests {
    private func call(
        _ url: String, networks: [String] = ["127.0.0.1/32"], timeRemaining: Duration = .seconds(30)
    ) async throws -> StepOutcome {
        let harness = try StepHarness(
            environment: StepEnvironment(allowedNetworks: networks), timeRemaining: timeRemaining)
        return await harness.run(CallingStep.self, with: ["url": .string(url)])
    }

    @Test("a short answer of any status is whole", arguments: [200, 204, 302, 404, 503])
    func whole(status: Int) async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.reply(status, status == 204 ? "" : "ok", headers: ["Location: http://10.0.0.1/"])
        }
        try await ScriptedServer.with(script) { server in
            let output = try await call(server.url()).output
            #expect(output["status"] == .int(Int64(status)) && output["rest"] == "none")
        }
    }

    @Test("of one that never ends the beginning is kept and the connection closed")
    func endless() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send("0123456789") {}
            ended.finish()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let output = try await call(server.url()).output
            #expect(output["body"] == "0123456789" && output["rest"] == "cut")
            for await _ in ends {}
        }
    }

    @Test("one that breaks off is still an answer")
    func broken() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 201 OK\r\nContent-Length: 9\r\n\r\nhalf")
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let output = try await call(server.url()).output
            #expect(output["status"] == 201 && output["body"] == "half" && output["rest"] == "connection_broken")
        }
    }

    @Test("plain http leads only into allowed networks, and not one packet elsewhere")
    func plainHTTP() async throws {
        let opened = Mutex(0)
        let client = OutboundHTTPClient(addressPolicy: .publicOnly, pinnedNames: ["public.test:80:8.8.8.8"]) {
            _, isAllowed in
            if isAllowed { opened.withLock { $0 += 1 } }
        }
        try await CallingStep.$client.withValue(client) {
            let failure = try await call("http://public.test/").failure
            #expect(failure?.code == .urlForbidden && failure?.disposition == .permanent)
        }
        #expect(opened.withLock { $0 } == 0)
    }

    @Test("after five calls without an answer the next fails at once and says when to come back; others do not notice")
    func dead() async throws {
        let clock = ManualClock()
        try await CallingStep.$gate.withValue(DestinationGate(clock: clock)) {
            try await ScriptedServer.with({ _, connection in connection.reply(200) }) { alive in
                for _ in 0..<5 { #expect(try await call("http://127.0.0.1:1/").failure?.code == .networkError) }
                let failure = try await call("http://127.0.0.1:1/other").failure
                #expect(failure?.disposition == .retryable(after: .seconds(10)))
                #expect(try await call(alive.url()).output["status"] == 200)
            }
        }
    }

    @Test("a host that is busy asks to come back")
    func busy() async throws {
        var limits = DestinationGate.Limits()
        limits.atOnce = 1
        limits.waiting = 0
        let gate = DestinationGate(limits: limits, clock: ManualClock())
        let script: ScriptedServer.Script = { _, connection in connection.reply(200) }
        try await ScriptedServer.with(script) { server in
            try await CallingStep.$gate.withValue(gate) {
                let place = try OutboundRequest("GET", server.url()).destination
                try await gate.withPlace(at: place) {
                    let failure = try await call(server.url()).failure
                    #expect(failure?.code == .rateLimit)
                    #expect(failure?.disposition == .retryable(after: .seconds(5)))
                }
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("nothing is sent when no time is left, or to what is no URL")
    func neverSent() async throws {
        #expect(try await call("http://127.0.0.1:1/", timeRemaining: .zero).failure?.code == .timeout)
        #expect(try await call("mailto:x").failure?.code == .urlForbidden)
        #expect(try await call("nonsense").failure?.code == .urlInvalid)
    }

    @Test("an abort ends a call that waits for its answer")
    func aborted() async throws {
        let harness = try StepHarness(environment: StepEnvironment(allowedNetworks: ["127.0.0.1/32"]))
        let script: ScriptedServer.Script = { _, connection in
            harness.abort(.cancelled)
            connection.waitForEnd()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let outcome = await harness.run(CallingStep.self, with: ["url": .string(server.url())])
            #expect(outcome.result == .aborted(.cancelled))
        }
    }
}

@Suite("Words of calls")
struct CallFailureTests {
    private func passing(_ status: Int, _ headers: HTTPHeaders = [:]) -> StepFailure? {
        CallFailure.passing(ResponseHead(status: status, headers: headers, url: "http://x"), who: "the peer")
    }

    @Test(
        "which statuses pass by themselves, and as what",
        arguments: [
            (408, "timeout"), (425, "timeout"), (429, "rate_limit"), (500, "network_error"), (503, "network_error"),
            (599, "network_error"), (200, nil), (302, nil), (400, nil), (404, nil), (410, nil), (600, nil),
        ] as [(Int, String?)])
    func statuses(status: Int, code: String?) {
        #expect(passing(status)?.code.rawValue == code)
        #expect(passing(status)?.disposition ?? .retryable == .retryable)
    }

    @Test(
        "Retry-After is obeyed up to a day, nonsense is not",
        arguments: [
            ("7", 7), ("0", 0), ("99999999999999999999", 86400), ("31536000", 86400), ("-1", nil), ("soon", nil),
            ("", nil),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sun, 06 Nov 1993 08:50:37 GMT", 0),
            ("Sun, 06 Nov 2094 08:50:37 GMT", 86400),
        ] as [(String, Int?)])
    func retryAfter(text: String, seconds: Int?) {
        let failure = passing(503, ["Retry-After": text, "Date": "Sun, 06 Nov 1994 08:49:37 GMT"])
        #expect(failure?.disposition == .retryable(after: seconds.map { .seconds($0) }))
        #expect(failure?.code == (seconds == nil ? .networkError : .rateLimit))
    }
}
