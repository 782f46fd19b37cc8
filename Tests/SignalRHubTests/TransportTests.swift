import JSONModel
import TestSupport
import Testing

@testable import SignalRHub

@Suite("Transports, byte by byte", .timeLimit(.minutes(5)))
struct TransportTests {
    private static func update(_ server: HubServer, _ user: String = "anna", _ number: Int64 = 1) {
        server.hub.send("jobUpdate", arguments: [.int(number)], to: .user(user), hub: "jobs")
    }

    @Test(
        "negotiation answers the smaller version",
        arguments: [("", 0), ("?negotiateVersion=0", 0), ("?negotiateVersion=1", 1), ("?negotiateVersion=9", 1)])
    func versions(query: String, version: Int64) async throws {
        try await HubServer.with { server in
            let answer = try await server.negotiate(query)
            #expect(answer["negotiateVersion"] == .int(version))
            #expect(answer["connectionId"]?.stringValue?.isEmpty == false)
            #expect((answer["connectionToken"] == nil) == (version == 0))
            #expect(answer["connectionToken"] != answer["connectionId"])
            #expect(answer["availableTransports"]?.arrayValue?.count == 3)
            #expect(answer["useStatefulReconnect"] == nil)
        }
    }

    @Test("a version that is no number is refused", arguments: ["x", "-1", "1.5", "300"])
    func badVersion(text: String) async throws {
        try await HubServer.with { server in
            let answer = try await server.send("POST", "/hubs/jobs/negotiate?negotiateVersion=\(text)", body: "")
            #expect(answer.status == 400)
        }
    }

    @Test("without a good token there is no way in, at any door")
    func tokens() async throws {
        try await HubServer.with { server in
            let id = try await server.connectionToken()
            let bad: [String?] = [
                nil, "x", HubServer.token("anna", lasts: .seconds(-61)), HubServer.token(""),
                HubServer.token("anna", key: HubServer.accessKey),
            ]
            for token in bad {
                for (method, path) in [
                    ("POST", "/hubs/jobs/negotiate"), ("GET", "/hubs/jobs?id=\(id)"), ("POST", "/hubs/jobs?id=\(id)"),
                    ("DELETE", "/hubs/jobs?id=\(id)"),
                ] {
                    let answer = try await server.send(method, path, token: token, body: "")
                    #expect(answer.status == 401 && answer.head.lowercased().contains("www-authenticate: bearer"))
                }
                let line = try await RawSocket.with(port: server.port) { socket in
                    try await socket.upgrade(
                        "/hubs/jobs?id=\(id)", headers: token.map { ["Authorization: Bearer \($0)"] } ?? [])
                }
                #expect(line.contains("401"))
            }
        }
    }

    @Test("a socket speaks: split and joined messages, fragments, pings, the user's own updates alone")
    func socket() async throws {
        try await HubServer.with { server in
            let id = try await server.connectionToken()
            try await RawSocket.with(port: server.port) { socket in
                let path = "/hubs/jobs?id=\(id)&access_token=\(HubServer.token("anna"))"
                #expect(try await socket.upgrade(path).contains("101"))
                try await socket.frame(String(handshake.prefix(10)), isLast: false)
                try await socket.frame(String(handshake.dropFirst(10).prefix(5)), opcode: 0)
                try await socket.frame(String(handshake.dropFirst(15)) + "{\"type\":6}\u{1E}{\"ty", opcode: 2)
                try await socket.frame("pe\":1,\"target\":\"no\",\"invocationId\":\"7\"}\u{1E}")
                // They may come in one frame or in two.
                var heard = try await socket.readMessages()
                if heard.count < 2 { heard += try await socket.readMessages() }
                #expect(heard.first == [:] && heard.last?["invocationId"] == "7")
                try await socket.frame("hello", opcode: 9)
                #expect(try await socket.readFrame() == (10, "hello"))
                Self.update(server, "bert", 1)
                Self.update(server, "anna", 2)
                let message = try await socket.readMessages()
                #expect(message == [["type": 1, "target": "jobUpdate", "arguments": [2]]])
                try await socket.frame("", opcode: 8)
                #expect(try await socket.readFrame().opcode == 8)
            }
            try await eventually("the connection is forgotten") { !server.hub.hasListeners(.everyone, hub: "jobs") }
        }
    }

    @Test("a socket without negotiation, an unknown one, a second one, an unmasked one")
    func socketRefusals() async throws {
        try await HubServer.with { server in
            let header = ["Authorization: Bearer \(HubServer.token("anna"))"]
            func line(_ path: String, _ headers: [String] = header) async throws -> String {
                try await RawSocket.with(port: server.port) { socket in
                    try await socket.upgrade(path, headers: headers)
                }
            }
            #expect(try await line("/hubs/jobs").contains("101"))
            #expect(try await line("/hubs/jobs?id=unknown").contains("404"))
            #expect(try await line("/hubs/1jobs").contains("404"))
            #expect(try await line("/hubs/jobs", header + ["Origin: https://evil.example"]).contains("403"))
            let id = try await server.connectionToken()
            let other = ["Authorization: Bearer \(HubServer.token("bert"))"]
            #expect(try await line("/hubs/jobs?id=\(id)", other).contains("404"))
            try await RawSocket.with(port: server.port) { socket in
                #expect(try await socket.upgrade("/hubs/jobs?id=\(id)", headers: header).contains("101"))
                #expect(try await line("/hubs/jobs?id=\(id)").contains("409"))
                #expect(try await server.send("GET", "/hubs/jobs?id=\(id)").status == 409)
                #expect(try await server.send("POST", "/hubs/jobs?id=\(id)", body: handshake).status == 400)
                try await socket.frame(handshake, isMasked: false)
                #expect(try await socket.readFrame().opcode == 8)
            }
        }
    }

    @Test("a client that offers HTTP/2 is answered as if it had not, a body and all")
    func otherUpgrade() async throws {
        try await HubServer.with { server in
            let head = try await RawSocket.with(port: server.port) { socket in
                try await socket.send(
                    "POST /hubs/jobs/negotiate HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 2\r\n"
                        + "Authorization: Bearer \(HubServer.token("anna"))\r\n\r\n{}")
                return try await socket.read(through: "\r\n\r\n")
            }
            #expect(head.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(
        "an upgrade that is none is answered, not cut off",
        arguments: ["Sec-WebSocket-Version: 8", "Content-Length: 0", "Sec-WebSocket-Key: eA=="])
    func badUpgrade(header: String) async throws {
        try await HubServer.with { server in
            let line = try await RawSocket.with(port: server.port) { socket in
                try await socket.upgrade(
                    "/hubs/jobs", headers: [header, "Authorization: Bearer \(HubServer.token("anna"))"])
            }
            #expect(line.contains("400"))
        }
    }

    @Test("a silent socket gets pings, then the close message, then the end")
    func silence() async throws {
        try await HubServer.with { server in
            try await RawSocket.with(port: server.port) { socket in
                try await socket.upgrade("/hubs/jobs?access_token=\(HubServer.token("anna"))")
                try await socket.frame(handshake)
                #expect(try await socket.readMessages() == [[:]])
                try await server.pass(.seconds(15))
                #expect(try await socket.readMessages() == [["type": 6]])
                try await server.pass(.seconds(15))
                #expect(try await socket.readMessages().last?["type"] == 7)
                #expect(try await socket.readFrame().opcode == 8)
                // It does not answer the close frame either.
                try await server.pass(.seconds(5))
                _ = try await socket.readToEnd()
            }
        }
    }

    @Test("a long poll: empty at first, then messages, nothing after a while, and the end")
    func longPolling() async throws {
        try await HubServer.with { server in
            let id = try await server.connectionToken()
            let path = "/hubs/jobs?id=\(id)"
            let first = try await server.send("GET", path)
            #expect(first.status == 200 && first.body.isEmpty)
            #expect(try await server.send("POST", path, body: handshake).status == 200)
            #expect(try await server.send("GET", path).body == "{}\u{1E}")
            async let waiting = server.send("GET", path)
            try await eventually("the poll waits") { server.hub.isPolled(id) }
            Self.update(server, "bert")
            Self.update(server)
            #expect(try await messages(in: waiting.body).first?["target"] == "jobUpdate")

            async let old = server.send("GET", path)
            try await eventually("the poll waits") { server.hub.isPolled(id) }
            async let new = server.send("GET", path)
            #expect(try await old.status == 204)
            try await eventually("the new poll waits") { server.hub.isPolled(id) }
            #expect(try await server.send("DELETE", path).status == 202)
            #expect(try await new.status == 204)
            #expect(try await server.send("GET", path).status == 404)
            #expect(try await server.send("POST", path, body: handshake).status == 404)
            #expect(try await server.send("DELETE", path).status == 404)
        }
    }

    @Test("a poll that waited its time is answered with nothing, and the connection goes on")
    func pollTimeout() async throws {
        var options = HubOptions()
        (options.pollTimeout, options.keepAlive) = (.seconds(5), .seconds(1000))
        try await HubServer.with(options: options) { server in
            let path = "/hubs/jobs?id=\(try await server.connectionToken())"
            _ = try await server.send("GET", path)
            _ = try await server.send("POST", path, body: handshake)
            _ = try await server.send("GET", path)
            async let poll = server.send("GET", path)
            try await eventually("the poll waits") { server.hub.isPolled(String(path.dropFirst(14))) }
            try await server.pass(.seconds(5))
            let answer = try await poll
            #expect(answer.status == 200 && answer.body.isEmpty)
            Self.update(server)
            #expect(try await server.send("GET", path).body.contains("jobUpdate"))
        }
    }

    @Test("server-sent events carry whole messages until the client leaves")
    func events() async throws {
        try await HubServer.with { server in
            let id = try await server.connectionToken()
            let path = "/hubs/jobs?id=\(id)"
            try await RawSocket.with(port: server.port) { socket in
                try await socket.send(
                    "GET \(path)&access_token=\(HubServer.token("anna")) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Accept: text/event-stream\r\n\r\n")
                #expect(try await socket.read(through: "\r\n\r\n").lowercased().contains("text/event-stream"))
                #expect(try await server.send("POST", path, body: handshake).status == 200)
                #expect(try await socket.read(through: "\n\n").hasSuffix("data: {}\u{1E}\n\n"))
                Self.update(server)
                #expect(try await socket.read(through: "\n\n").contains("\"jobUpdate\""))
                #expect(try await server.send("GET", path).status == 409)
                #expect(try await server.send("DELETE", path).status == 400)
            }
            try await eventually("the connection is forgotten") { !server.hub.hasListeners(.everyone, hub: "jobs") }
            #expect(try await server.send("POST", path, body: handshake).status == 404)
        }
    }

    @Test("a request that names no connection, or too much at once, is refused")
    func badRequests() async throws {
        try await HubServer.with { server in
            let answer = try await server.send("GET", "/hubs/jobs")
            #expect(answer.status == 400 && answer.code == "id_required")
            #expect(try await server.send("POST", "/hubs/jobs", body: "x").code == "id_required")
            #expect(try await server.send("DELETE", "/hubs/jobs?id=").code == "id_required")
            #expect(try await server.send("POST", "/hubs/no-hub/negotiate", body: "").code == "no_such_hub")
            let path = "/hubs/jobs?id=\(try await server.connectionToken())"
            let body = String(repeating: "x", count: (64 << 10) + 1)
            #expect(try await server.send("POST", path, body: body).status == 413)
            #expect(try await server.send("POST", path, body: handshake).status == 200)
        }
    }

    @Test("a second post at the same time is refused")
    func parallelPosts() async throws {
        try await HubServer.with { server in
            let id = try await server.connectionToken()
            let path = "/hubs/jobs?id=\(id)"
            try await RawSocket.with(port: server.port) { socket in
                try await socket.send(
                    "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(HubServer.token("anna"))\r\n"
                        + "Content-Length: 100\r\n\r\n{")
                try await eventually("the first post is under way") { server.hub.isPosted(id) }
                #expect(try await server.send("POST", path, body: handshake).status == 409)
            }
        }
    }

    @Test("pages of listed origins may connect, with credentials; others may not")
    func origins() async throws {
        var options = HubOptions()
        options.origins = ["https://app.example"]
        try await HubServer.with(options: options) { server in
            let asked = ["Origin: https://app.example", "Access-Control-Request-Method: POST"]
            let preflight = try await server.send("OPTIONS", "/hubs/jobs/negotiate", token: nil, headers: asked)
            let head = preflight.head.lowercased()
            #expect(preflight.status == 204 && head.contains("access-control-allow-origin: https://app.example"))
            #expect(head.contains("access-control-allow-credentials: true") && head.contains("x-signalr-user-agent"))
            let answer = try await server.send("POST", "/hubs/jobs/negotiate", headers: asked, body: "")
            #expect(answer.status == 200 && answer.head.lowercased().contains("access-control-allow-origin"))
            for origin in ["https://evil.example", "null", "http://app.example"] {
                let headers = ["Origin: \(origin)"]
                let refused = try await server.send("POST", "/hubs/jobs/negotiate", headers: headers, body: "")
                #expect(refused.status == 403 && !refused.head.lowercased().contains("access-control-allow-origin"))
                #expect(
                    try await server.send("OPTIONS", "/hubs/jobs", token: nil, headers: headers).status == 403)
            }
            let own = ["Origin: http://127.0.0.1:\(server.port)"]
            #expect(try await server.send("POST", "/hubs/jobs/negotiate", headers: own, body: "").status == 200)
        }
    }

    @Test("on shutdown every transport is told to come back, and the hub waits until it is read")
    func shutdown() async throws {
        try await HubServer.with { server in
            try await RawSocket.with(port: server.port) { socket in
                try await socket.upgrade("/hubs/jobs?access_token=\(HubServer.token("anna"))")
                try await socket.frame(handshake)
                _ = try await socket.readMessages()
                async let stopped: Void = server.hub.shutdown()
                #expect(try await socket.readMessages() == [["type": 7, "allowReconnect": true]])
                #expect(try await socket.readFrame().opcode == 8)
                try await socket.frame("", opcode: 8)
                try await eventually("the socket is gone") { server.hub.isIdle }
                try await server.pass(.seconds(1))
                await stopped
            }
            #expect(try await server.send("POST", "/hubs/jobs/negotiate", body: "").status == 503)
        }
    }
}

extension Hub {
    private func with<Value: Sendable>(_ read: (HubState) -> Value) -> Value { update { state, _ in read(state) } }
    fileprivate func isPolled(_ token: String) -> Bool { with { $0.connections[token]?.attachment != nil } }
    fileprivate func isPosted(_ token: String) -> Bool { with { $0.connections[token]?.isPosting == true } }
    fileprivate var isIdle: Bool { with { !$0.hasCarriers } }
}
