import Foundation
import OutboundCalls
import OutboundHTTP
import StepKit
import StepKitTesting
import Synchronization
import TestSupport
import Testing

@testable import NotifyWebhookStep

@Suite("Deliveries", .timeLimit(.minutes(10)))
struct DeliveryTests {
    private static func answering(
        _ status: Int, _ body: String = "", headers: [String] = []
    ) -> ScriptedServer.Script {
        { _, connection in connection.reply(status, body, headers: headers) }
    }

    @Test("every attempt has the same id, and a time and signature of its own")
    func attempts() async throws {
        try await ScriptedServer.with(Self.answering(200, "thanks")) { server in
            var outputs: [JSONValue] = []
            for attempt in 1...2 {
                let date = Date(timeIntervalSince1970: Double(1_700_000_000 + attempt))
                outputs.append(
                    try await DatedWebhook.$date.withValue(date) {
                        try await deliver(to: server.url("/hook"), attempt: attempt).output
                    })
            }
            let requests = server.requests
            #expect(requests[0].headers["webhook-id"] == requests[1].headers["webhook-id"])
            #expect(requests.map { $0.headers["webhook-timestamp"] } == ["1700000001", "1700000002"])
            #expect(requests[0].headers["webhook-signature"] != requests[1].headers["webhook-signature"])
            #expect(requests[0].body == requests[1].body && requests[0].method == "POST")
            #expect(outputs[1]["status"] == "delivered" && outputs[1]["attempt"] == 2)
            #expect(outputs[1]["answer"] == "thanks" && outputs[1]["http_status"] == 200)
            #expect(outputs[1]["webhook_id"]?.stringValue == requests[0].headers["webhook-id"])
            #expect(outputs[1]["signed_at"] == 1_700_000_002)
        }
    }

    @Test("headers are added, but none of the step's own, and none with a line break")
    func headers() async throws {
        try await ScriptedServer.with(Self.answering(200)) { server in
            let extra: JSONValue = [
                "headers": ["X-Huntaze-Event": "job.update", "X-Huntaze-Job-Id": "job_1"], "id": "own-1",
            ]
            _ = try await deliver(to: server.url(), extra).output
            #expect(server.requests[0].headers["x-huntaze-event"] == "job.update")
            #expect(server.requests[0].headers["webhook-id"] == "own-1")
            for bad: JSONValue in [
                ["headers": ["Webhook-Id": "x"]], ["headers": ["X": "a\r\nY: b"]], ["headers": ["X\nY": "a"]],
                ["headers": ["Host": "x"]], ["id": "a.b"], ["id": ""], ["id": "a\n"],
            ] {
                let failure = try await deliver(to: server.url(), bad).failure
                #expect(failure?.code == .invalidPayload && failure?.disposition == .permanent, "\(bad)")
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("no secret, or three, is refused before anything is sent")
    func secrets() async throws {
        for secrets: JSONValue in [[], [.string(oneSecret), .string(oneSecret), .string(oneSecret)], ["whsec_x"]] {
            #expect(try await deliver(to: "http://127.0.0.1:1/", ["secrets": secrets]).failure?.code == .secretInvalid)
        }
        let huge = JSONValue.string(String(repeating: "x", count: 1_000_000))
        #expect(try await deliver(to: "http://127.0.0.1:1/", ["event": huge]).failure?.code == .payloadTooLarge)
    }

    @Test(
        "what a status means",
        arguments: [
            (302, "webhook_refused", true), (400, "webhook_refused", true), (404, "webhook_refused", true),
            (408, "timeout", true), (425, "timeout", true), (429, "rate_limit", true), (500, "network_error", true),
        ])
    func statuses(status: Int, code: String, isRetried: Bool) async throws {
        let headers = ["Location: http://169.254.169.254/", "Retry-After: 9"]
        try await ScriptedServer.with(Self.answering(status, "secret text", headers: headers)) { server in
            let failure = try #require(try await deliver(to: server.url()).failure)
            #expect(failure.code.rawValue == code)
            #expect(failure.disposition == .retryable(after: .seconds(9)))
            #expect(!"\(failure) \(failure.details)".contains("secret text"))
            let strict = try await deliver(to: server.url(), ["give_up_on": "client_errors"]).failure
            let isFinal = [400, 404].contains(status)
            #expect(strict?.disposition == (isFinal ? .permanent : .retryable(after: .seconds(9))))
            #expect(server.requests.count == 2, "no redirect is followed")
        }
    }

    @Test("410 disables the endpoint and is no failure")
    func gone() async throws {
        try await ScriptedServer.with(Self.answering(410)) { server in
            let date = Date(timeIntervalSince1970: 1_700_000_000)
            let outcome = try await DatedWebhook.$date.withValue(date) { try await deliver(to: server.url("/gone")) }
            #expect(try outcome.output["status"] == "disabled")
            let saved = try #require(outcome.savedRecords.first)
            #expect(saved.collection == "webhook_state" && saved.id == "creator_test")
            #expect(saved.value == ["url": .string(server.url("/gone")), "disabledAt": "2023-11-14T22:13:20Z"])
        }
    }

    @Test("an answer that never ends is taken after 64 KB, with at most 1 KB of it shown")
    func endless() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(String(repeating: "é", count: 1000)) {}
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let answer = try await deliver(to: server.url()).output["answer"]?.stringValue
            #expect(answer == String(repeating: "é", count: 512))
        }
    }

    @Test("an endpoint that never answers is given up after the timeout, and five of them open the circuit")
    func silent() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.waitForEnd()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            try await DatedWebhook.$gate.withValue(DestinationGate(clock: ManualClock())) {
                let failures = try await withThrowingTaskGroup(of: StepFailure?.self) { group in
                    for _ in 0..<5 {
                        group.addTask { try await deliver(to: server.url(), ["timeout": "1s"]).failure }
                    }
                    return try await group.reduce(into: []) { $0.append($1?.code) }
                }
                #expect(failures == Array(repeating: .timeout, count: 5))
                let failure = try await deliver(to: server.url()).failure
                #expect(failure?.code == .networkError)
                #expect(failure?.disposition == .retryable(after: .seconds(10)))
                #expect(server.requests.count == 5)
            }
        }
    }
}

@Suite("Where webhooks may go", .timeLimit(.minutes(10)))
struct ForbiddenWebhookTests {
    @Test(
        "a private address is refused before there is a socket",
        arguments: [
            "https://169.254.169.254/", "https://10.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://2130706433/",
            "https://inside.test/", "http://inside.test/", "http://public.test/", "https://user@public.test/",
            "https://public.test:22/", "ftp://public.test/",
        ])
    func refused(url: String) async throws {
        let opened = Mutex(0)
        let client = OutboundHTTPClient(
            addressPolicy: .publicOnly,
            pinnedNames: [
                "inside.test:443:192.168.1.1", "inside.test:80:192.168.1.1", "public.test:80:8.8.8.8",
            ]
        ) { _, isAllowed in
            if isAllowed { opened.withLock { $0 += 1 } }
        }
        try await DatedWebhook.$client.withValue(client) {
            let failure = try await deliver(to: url, networks: []).failure
            #expect(failure?.code == .urlForbidden && failure?.disposition == .permanent)
        }
        #expect(opened.withLock { $0 } == 0)
    }

    @Test("nothing of this machine is reached unless its network is allowed")
    func closed() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200) }) { server in
            for extra: JSONValue in [[:], ["allow_http": true]] {
                #expect(try await deliver(to: server.url(), extra, networks: []).failure?.code == .urlForbidden)
            }
            #expect(server.connections == 0)
            _ = try await deliver(to: server.url()).output
        }
    }
}
