import Foundation
import OutboundHTTP
import StepKit
import StepKitTesting
import TestSupport
import Testing
import WebTokens

@testable import NotifySignalRStep

private let accessKey = "c2lnbmFscg=="

private func notify(
    _ input: JSONValue, endpoint: String, more: String = "", networks: [String] = []
) async throws -> StepOutcome {
    let connection = "Endpoint=\(endpoint);AccessKey=\(accessKey);Version=1.0;\(more)"
    let environment = StepEnvironment(
        variables: ["MILLRACE_SIGNALR_CONNECTION": connection], allowedNetworks: networks)
    return await (try StepHarness(environment: environment)).run(NotifySignalRStep.self, with: input)
}

private let completed: JSONValue = [
    "specversion": "1.0", "id": "7", "source": "/v1/jobs/job_1", "type": "job.completed", "subject": "job_1",
    "time": "2026-01-01T00:00:00.000Z", "sequence": "7",
    "data": [
        "status": "completed", "jobType": "video.analysis", "progress": 100, "attempt": 1, "creatorId": "anna",
        "subscription": "video-analysis",
    ],
]

@Suite("notify.signalr", .timeLimit(.minutes(5)))
struct NotifySignalRTests {
    @Test("an event becomes one jobUpdate to its user, signed for the very address")
    func update() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(202) }) { server in
            let outcome = try await notify(["user": "anna /ä:%", "event": completed], endpoint: server.url())
            #expect(try outcome.output == ["status": 202])
            let request = try #require(server.requests.first)
            let path = "/api/hubs/jobs/users/anna%20%2F%C3%A4%3A%25/:send"
            #expect(request.method == "POST" && request.target == path + "?api-version=2022-06-01")
            #expect(
                try JSONValue(parsing: request.body) == [
                    "target": "jobUpdate",
                    "arguments": [
                        [
                            "jobId": "job_1", "type": "job.completed", "time": "2026-01-01T00:00:00.000Z", "id": "7",
                            "status": "completed", "jobType": "video.analysis", "progress": 100, "attempt": 1,
                            "data": ["subscription": "video-analysis"],
                        ]
                    ],
                ])
            let text = try #require(request.headers["authorization"]?.dropFirst("Bearer ".count))
            let now = Duration.seconds(Date().timeIntervalSince1970)
            let token = try WebToken(verifying: String(text), key: Array(accessKey.utf8), at: now)
            try token.checkAudience { $0 == server.url(path) }
            #expect(token.expiry > now && token.expiry < now + .seconds(301))
        }
    }

    @Test("arguments go as they are, to a group, by another name")
    func arguments() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(202) }) { server in
            let input: JSONValue = ["hub": "news", "group": "job-1", "target": "hello", "arguments": [1, ["a": nil]]]
            _ = try await notify(input, endpoint: server.url()).output
            let request = try #require(server.requests.first)
            #expect(request.target.hasPrefix("/api/hubs/news/groups/job-1/:send?"))
            #expect(try JSONValue(parsing: request.body) == ["target": "hello", "arguments": [1, ["a": nil]]])
        }
    }

    @Test(
        "what cannot be sent is refused before a connection",
        arguments: [
            ["event": ["subject": "j", "type": "t"]], ["user": "", "arguments": []], ["user": "..", "arguments": []],
            ["user": "a", "group": "b", "arguments": []], ["user": "a"], ["user": "a", "event": "x"],
            ["user": "a", "event": ["type": "t"]],
            ["user": "a", "event": ["subject": "j", "type": "t"], "arguments": []],
            ["user": "a", "hub": "no-hub", "arguments": []], ["user": "a", "hub": "", "arguments": []],
            ["user": "a", "target": "", "arguments": []],
        ] as [JSONValue])
    func invalid(input: JSONValue) async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(202) }) { server in
            let failure = try await notify(input, endpoint: server.url()).failure
            #expect(failure?.code == .invalidPayload && failure?.isRetryable == false)
            #expect(server.connections == 0)
        }
    }

    @Test(
        "statuses that pass are tried again, others are not",
        arguments: [
            (429, "rate_limit", true), (500, "network_error", true), (503, "network_error", true),
            (408, "timeout", true), (401, "signalr_access", false), (403, "signalr_access", false),
            (404, "signalr_refused", false), (400, "signalr_refused", false), (413, "payload_too_large", false),
            (302, "signalr_refused", false),
        ])
    func status(status: Int, code: String, isRetryable: Bool) async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(status) }) { server in
            let failure = try await notify(["user": "a", "arguments": []], endpoint: server.url()).failure
            #expect(failure?.code.rawValue == code && failure?.isRetryable == isRetryable)
        }
    }

    @Test("a message beyond 1 MB is not sent")
    func large() async throws {
        let input: JSONValue = ["user": "a", "arguments": [.string(String(repeating: "x", count: 1 << 20))]]
        let failure = try await notify(input, endpoint: "http://127.0.0.1:1").failure
        #expect(failure?.code == .payloadTooLarge)
    }

    @Test("only an endpoint that names this machine leads to it")
    func addresses() throws {
        func policy(_ endpoint: String, _ networks: [String] = []) throws -> (String, UInt16) -> Bool {
            let service = try SignalRService(connection: "Endpoint=\(endpoint);AccessKey=k")
            let policy = try service.addressPolicy(allowing: networks)
            return { text, port in IPAddress(text).map { policy.permits($0, port: port) } ?? false }
        }
        for endpoint in ["http://127.0.0.1:8117", "http://localhost:8117/", "http://[::1]:8117"] {
            #expect(try policy(endpoint)("127.0.0.1", 8117) && policy(endpoint)("::1", 8117))
            #expect(try !policy(endpoint)("10.0.0.1", 8117))
        }
        let azure = try policy("https://x.service.signalr.net")
        #expect(azure("20.42.0.1", 443) && !azure("127.0.0.1", 443) && !azure("20.42.0.1", 8117))
        #expect(try policy("https://x.example:8443")("20.42.0.1", 8443))
        #expect(try !policy("http://127.0.0.1.evil.example")("20.42.0.1", 8117))
        #expect(try policy("http://inside.example:80", ["10.0.0.0/8"])("10.0.0.1", 80))
    }

    @Test("a connection string is needed, and read the way Azure writes it")
    func connection() async throws {
        let outcome = await (try StepHarness()).run(NotifySignalRStep.self, with: ["user": "a", "arguments": []])
        #expect(outcome.failure?.code == .signalRNotConfigured)
        let service = try SignalRService(
            connection: "endpoint = https://x.example/ ; AccessKey=a==;Version=1.0;Port=8443;")
        #expect(service.endpoint == "https://x.example:8443")
        for text in [
            "x", "Endpoint=https://x", "AccessKey=k", "Endpoint=ftp://x;AccessKey=k", "AccessKey=k;AccessKey=l",
        ] {
            #expect(throws: StepFailure.self) { try SignalRService(connection: text) }
        }
    }

    @Test("no failure shows the key or the message")
    func secrecy() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(401, "token secret-answer") }) { server in
            let failure = try await notify(
                ["user": "hidden-user", "arguments": ["hidden-word"]], endpoint: server.url()
            )
            .failure
            let said = "\(String(describing: failure)) \(failure?.message ?? "")"
            for word in [accessKey, "hidden-word", "hidden-user", "secret-answer"] { #expect(!said.contains(word)) }
        }
    }
}

@Suite("A service that checks as Azure does", .enabled(if: TestClients.areInstalled), .timeLimit(.minutes(5)))
struct AzureTests {
    @Test("PyJWT accepts our tokens for their address, and refuses them with another key", arguments: [true, false])
    func azure(knowsKey: Bool) async throws {
        let peer = try await PeerProcess("Peers/azure_peer.py", [knowsKey ? accessKey : "another"])
        let outcome = try await notify(["user": "anna/ä", "event": completed], endpoint: peer.url(""))
        let seen = try JSONValue(parsing: await peer.line())
        if knowsKey {
            #expect(try outcome.output["status"] == 202)
            #expect(seen["path"] == "/api/hubs/jobs/users/anna%2F%C3%A4/:send")
            #expect(seen["message"]?["arguments"]?[0]?["jobId"] == "job_1" && seen["problem"] == .null)
        } else {
            #expect(outcome.failure?.code.rawValue == "signalr_access")
            #expect(seen["problem"]?.stringValue?.contains("InvalidSignature") == true)
        }
    }
}
