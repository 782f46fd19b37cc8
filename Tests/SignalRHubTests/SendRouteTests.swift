import JSONModel
import Testing
import WebTokens

@testable import SignalRHub

@Suite("Sending over REST", .timeLimit(.minutes(5)))
struct SendRouteTests {
    private static let update = #"{"target":"jobUpdate","arguments":[{"jobId":"j1"}]}"#

    private static func key(
        _ server: HubServer, for path: String, scheme: String = "http", expiry: Int64 = 1_700_000_060,
        key: [UInt8] = HubServer.accessKey
    ) -> String {
        let address = "\(scheme)://127.0.0.1:\(server.port)\(path)"
        return WebToken.signed(["aud": .string(address), "exp": .int(expiry)], key: key)
    }

    private static func send(
        _ server: HubServer, _ path: String, body: String = update, token: String? = nil
    ) async throws -> Answer {
        try await server.send(
            "POST", path + "?api-version=2022-06-01", token: token ?? key(server, for: path),
            headers: ["Content-Type: application/json"], body: body)
    }

    @Test(
        "a message is taken, and reaches whom it is for",
        arguments: [
            ("/api/hubs/jobs/users/anna%20%2F%C3%A4/:send", true), ("/api/hubs/jobs/:send", true),
            ("/api/hubs/jobs/groups/job-anna%20%2F%C3%A4-1/:send", true), ("/api/hubs/jobs/users/anna/:send", false),
            ("/api/hubs/other/:send", false),
        ])
    func send(path: String, arrives: Bool) async throws {
        try await HubServer.with { server in
            try await RawSocket.with(port: server.port) { socket in
                try await socket.upgrade("/hubs/jobs?access_token=\(HubServer.token("anna /ä"))")
                try await socket.frame(handshake)
                _ = try await socket.readMessages()
                try await socket.frame(
                    "{\"type\":1,\"target\":\"JoinJob\",\"arguments\":[\"anna /ä-1\"],\"invocationId\":\"1\"}\u{1E}")
                #expect(try await socket.readMessages() == [["type": 3, "invocationId": "1"]])
                #expect(try await Self.send(server, path).status == 202)
                server.hub.send("end", arguments: [], to: .everyone, hub: "jobs")
                var heard: [JSONValue?] = []
                while heard.last != "end" { heard += try await socket.readMessages().map { $0["target"] } }
                #expect(heard == (arrives ? ["jobUpdate", "end"] : ["end"]))
            }
        }
    }

    @Test("nobody there is no error: 202 means taken")
    func nobody() async throws {
        try await HubServer.with { server in
            let answer = try await Self.send(server, "/api/hubs/jobs/users/nobody/:send")
            #expect(answer.status == 202 && answer.body.isEmpty)
            let path = "/api/hubs/jobs/connections/none/:send"
            #expect(
                try await Self.send(server, path, token: Self.key(server, for: path, scheme: "https")).status == 202)
        }
    }

    @Test("the token must be for this address, in time, and signed with the access key")
    func tokens() async throws {
        try await HubServer.with { server in
            let path = "/api/hubs/jobs/users/anna/:send"
            let bad = [
                Self.key(server, for: "/api/hubs/jobs/users/bert/:send"), Self.key(server, for: path + "/"),
                Self.key(server, for: path + "?api-version=2022-06-01"), Self.key(server, for: "/api/hubs/jobs/:send"),
                Self.key(server, for: path, expiry: 1_699_999_939),
                Self.key(server, for: path, key: HubServer.tokenKey),
                HubServer.token("anna"), "", "x",
            ]
            for token in bad {
                let answer = try await Self.send(server, path, token: token)
                #expect(answer.status == 401 && answer.code?.hasPrefix("token_") == true)
            }
        }
    }

    @Test(
        "a body that is no call is refused",
        arguments: ["", "[]", "{}", #"{"target":""}"#, #"{"target":"x","arguments":{}}"#])
    func bodies(body: String) async throws {
        try await HubServer.with { server in
            let answer = try await Self.send(server, "/api/hubs/jobs/:send", body: body)
            #expect(answer.status == 400 && answer.code == "invalid_body")
        }
    }

    @Test("a body beyond 1 MB and unknown paths are refused")
    func refusals() async throws {
        try await HubServer.with { server in
            let body = "{\"target\":\"\(String(repeating: "x", count: 1 << 20))\"}"
            let large = try await Self.send(server, "/api/hubs/jobs/:send", body: body)
            #expect(large.status == 413)
            for path in ["/api/hubs/jobs/:other", "/api/hubs/jobs/users/a/:close", "/api/hubs/jobs/boats/a/:send"] {
                #expect(try await Self.send(server, path).status == 404)
            }
            #expect(try await Self.send(server, "/api/hubs/1/:send").code == "no_such_hub")
        }
    }

    @Test("HEAD tells whether somebody is there, and whether the service is")
    func head() async throws {
        try await HubServer.with { server in
            let path = "/api/hubs/jobs/users/anna"
            func status() async throws -> Int {
                try await server.send("HEAD", path, token: Self.key(server, for: path)).status
            }
            #expect(try await server.send("HEAD", "/api/health", token: nil).status == 200)
            #expect(try await server.send("HEAD", path, token: nil).status == 401)
            #expect(try await status() == 404)
            try await RawSocket.with(port: server.port) { socket in
                try await socket.upgrade("/hubs/jobs?access_token=\(HubServer.token("anna"))")
                try await socket.frame(handshake)
                _ = try await socket.readMessages()
                #expect(try await status() == 200)
            }
        }
    }
}
