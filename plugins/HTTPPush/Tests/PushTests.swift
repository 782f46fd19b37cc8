import Foundation
import OutboundCalls
import OutboundHTTP
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import HTTPPushStep

private let currentKey = String(repeating: "c", count: 32)
private let nextKey = String(repeating: "n", count: 40)

/// The step at a time of the test's choosing.
private struct DatedPush: Step {
    @TaskLocal static var date = Date()

    static let descriptor = HTTPPushStep.descriptor
    private let step: HTTPPushStep

    init(environment: StepEnvironment) throws {
        let caller = try OutboundCaller(environment: environment)
        step = HTTPPushStep(environment: environment, caller: caller) { [date = Self.date] in date }
    }

    func run(_ input: HTTPPushStep.Input, in context: StepContext) async throws -> HTTPPushStep.Output {
        try await step.run(input, in: context)
    }
}

private func push(
    to url: String, _ more: JSONValue = ["body": ["n": 1]], key: String? = currentKey, attempt: Int = 1,
    networks: [String] = ["127.0.0.1/32"]
) async throws -> StepOutcome {
    var input: [String: JSONValue] = ["url": .string(url)]
    input.merge(more.objectValue ?? [:]) { $1 }
    var variables: [String: String] = [:]
    variables["MILLRACE_PUSH_CURRENT_KEY"] = key
    let harness = try StepHarness(
        environment: StepEnvironment(variables: variables, allowedNetworks: networks), attempt: attempt)
    return await harness.run(DatedPush.self, with: .object(input))
}

@Suite("Pushes", .timeLimit(.minutes(10)))
struct PushTests {
    @Test(
        "text goes as it is, other values as JSON, nothing as nothing",
        arguments: [
            ("hello", "hello", "text/plain; charset=UTF-8"), (["a": 1], "{\"a\":1}", "application/json"),
            (true, "true", "application/json"), (nil, "", nil), ("", "", "text/plain; charset=UTF-8"),
        ] as [(JSONValue, String, String?)])
    func bodies(body: JSONValue, sent: String, contentType: String?) async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(202, "taken") }) { server in
            let output = try await push(to: server.url(), ["body": body]).output
            #expect(output["status"] == 202 && output["answer"] == "taken" && output["answer_cut_off"] == false)
            let request = server.requests[0]
            #expect(request.body == Array(sent.utf8) && request.headers["content-type"] == contentType)
        }
    }

    @Test("method and headers are passed on, the message's id and how often it was tried are told")
    func headers() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200) }) { server in
            let input: JSONValue = [
                "method": "PUT", "headers": ["X-Tenant": "a", "Content-Type": "text/csv"], "body": "1,2",
            ]
            let output = try await push(to: server.url("/t?x=1"), input, attempt: 3).output
            let request = server.requests[0]
            #expect(request.method == "PUT" && request.target == "/t?x=1")
            #expect(request.headers["x-tenant"] == "a" && request.headers["content-type"] == "text/csv")
            #expect(request.headers["millrace-retried"] == "2" && output["retried"] == 2)
            #expect(request.headers["millrace-message-id"] == "job_test" && output["message_id"] == "job_test")
            for bad: JSONValue in [["millrace-signature": "x"], ["A": "b\r\nC: d"]] {
                #expect(try await push(to: server.url(), ["headers": bad]).failure?.code == .invalidPayload)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "what an answer means",
        arguments: [
            (489, "true", "push_refused", false), (489, "TRUE", "push_refused", false), (489, nil, "push_failed", true),
            (489, "false", "push_failed", true), (404, "true", "push_failed", true), (302, nil, "push_failed", true),
            (408, nil, "timeout", true), (429, nil, "rate_limit", true), (500, "true", "network_error", true),
        ] as [(Int, String?, String, Bool)])
    func answers(status: Int, mark: String?, code: String, isRetried: Bool) async throws {
        let headers =
            ["Retry-After: 4", "Location: /other"] + (mark.map { ["Millrace-NonRetryable-Error: \($0)"] } ?? [])
        try await ScriptedServer.with({ _, connection in connection.reply(status, "no", headers: headers) }) { server in
            let failure = try await push(to: server.url()).failure
            #expect(failure?.code.rawValue == code)
            #expect(failure?.disposition == (isRetried ? .retryable(after: .seconds(4)) : .permanent))
            #expect(server.requests.count == 1)
        }
    }

    @Test("an answer without end is cut, and the message counts as taken")
    func endless() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(String(repeating: "x", count: 1000)) {}
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let output = try await push(to: server.url()).output
            #expect(output["answer"]?.stringValue?.utf8.count == 65536 && output["answer_cut_off"] == true)
        }
    }

    @Test("without a key of 32 bytes nothing is sent", arguments: [nil, "", String(repeating: "k", count: 31)])
    func keys(key: String?) async throws {
        let failure = try await push(to: "http://127.0.0.1:1/", key: key).failure
        #expect(failure?.code == .pushNotConfigured && failure?.disposition == .permanent)
        #expect(failure?.message.contains("kkk") == false)
    }

    @Test("private addresses, plain http and huge bodies are refused")
    func refused() async throws {
        for url in ["http://127.0.0.1:1/", "https://10.0.0.1/", "http://8.8.8.8/"] {
            #expect(try await push(to: url, networks: []).failure?.code == .urlForbidden)
        }
        let huge = JSONValue.string(String(repeating: "x", count: 10_000_001))
        #expect(try await push(to: "http://127.0.0.1:1/", ["body": huge]).failure?.code == .payloadTooLarge)
    }
}

/// Judged by other people's code: PyPI `pyjwt`.
@Suite("A Python service", .enabled(if: TestClients.areInstalled), .timeLimit(.minutes(10)))
struct PushPeerTests {
    private func report(of peer: PeerProcess) async throws -> JSONValue { try JSONValue(parsing: await peer.line()) }

    @Test(
        "verifies what was signed with its current or its next key",
        arguments: [(currentKey, "current"), (nextKey, "next")])
    func verified(key: String, name: String) async throws {
        let peer = try await PeerProcess("Peers/push_peer.py", [currentKey, nextKey])
        for body: JSONValue in [["text": "Grüße 👍"], "plain", nil, [1, 2]] {
            #expect(try await push(to: peer.url("/tasks?a=b"), ["body": body], key: key).output["status"] == 200)
            let report = try await report(of: peer)
            #expect(report["key"]?.stringValue == name && report["error"] == nil)
            let claims = report["claims"]
            #expect(claims?["exp"]?.intValue == claims?["iat"]?.intValue.map { $0 + 300 })
            #expect(report["message"] == "job_test" && report["retried"] == "0")
        }
    }

    @Test("refuses another key, and a token that is ten minutes old; each token has its own id")
    func refused() async throws {
        let peer = try await PeerProcess("Peers/push_peer.py", [currentKey, nextKey])
        let foreign = try await push(to: peer.url(), key: String(repeating: "f", count: 32)).failure
        #expect(foreign?.code == .pushFailed)
        #expect(try await report(of: peer)["error"] == "InvalidSignatureError")
        try await DatedPush.$date.withValue(Date(timeIntervalSinceNow: -600)) {
            let stale = try await push(to: peer.url()).failure
            #expect(stale?.code == .pushFailed)
        }
        #expect(try await report(of: peer)["error"] == "ExpiredSignatureError")
        var ids: Set<JSONValue> = []
        for _ in 0..<3 {
            _ = try await push(to: peer.url()).output
            ids.insert(try await report(of: peer)["claims"]?["jti"] ?? nil)
        }
        #expect(ids.count == 3)
    }
}
