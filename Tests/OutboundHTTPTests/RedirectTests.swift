import OutboundHTTP
import TestSupport
import Testing

@Suite("Redirects", .timeLimit(.minutes(10)))
struct RedirectTests {
    private static let chain: ScriptedServer.Script = { request, connection in
        switch request.target {
        case "/loop": connection.redirect(to: "/loop")
        case "/a": connection.redirect(to: "/b")
        case "/b": connection.redirect(307, to: "/c")
        default: connection.reply(200, request.method)
        }
    }

    @Test("redirects are followed up to the limit, and the final URL is told")
    func followed() async throws {
        try await ScriptedServer.with(Self.chain) { server in
            let client = try OutboundHTTPClient.forLoopback()
            var request = OutboundRequest("GET", server.url("/a"))
            request.maxRedirects = 2
            let response = try await client.send(request, collectUpTo: 10)
            #expect(response.status == 200 && response.head.url == server.url("/c"))
            request.maxRedirects = 1
            #expect(await failure { _ = try await client.send(request, collectUpTo: 10) }?.code == .tooManyRedirects)
        }
    }

    @Test("a redirect loop ends")
    func loop() async throws {
        try await ScriptedServer.with(Self.chain) { server in
            var request = OutboundRequest("GET", server.url("/loop"))
            request.maxRedirects = 5
            let client = try OutboundHTTPClient.forLoopback()
            #expect(await failure { _ = try await client.send(request, collectUpTo: 10) }?.code == .tooManyRedirects)
            #expect(server.requests.count == 6)
        }
    }

    @Test(
        "an endless body of a redirect ends the request",
        arguments: ["Content-Length: 1000000000000", "Transfer-Encoding: chunked"])
    func endlessRedirectBody(framing: String) async throws {
        let block = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 302 Found\r\nLocation: /b\r\n\(framing)\r\n\r\n")
            while connection.send(block) {}
            return .close
        }
        try await ScriptedServer.with(script) { server in
            var request = OutboundRequest("GET", server.url("/a"))
            request.maxRedirects = 5
            let client = try OutboundHTTPClient.forLoopback()
            #expect(await failure { _ = try await client.send(request, collectUpTo: 10) }?.code == .tooLarge)
        }
    }

    @Test("by default a redirect is a response like any other", arguments: [("GET", 0), ("PUT", 5)])
    func notFollowed(method: String, maxRedirects: Int) async throws {
        try await ScriptedServer.with(Self.chain) { server in
            var request = OutboundRequest(method, server.url("/a"))
            request.maxRedirects = maxRedirects
            let response = try await OutboundHTTPClient.forLoopback().send(request, collectUpTo: 10)
            #expect(response.status == 302 && response.headers["location"] == "/b")
        }
    }

    @Test("a POST becomes a GET on 302")
    func postBecomesGet() async throws {
        try await ScriptedServer.with(Self.chain) { server in
            var request = OutboundRequest("POST", server.url("/a"), body: [1])
            request.maxRedirects = 5
            let response = try await OutboundHTTPClient.forLoopback().send(request, collectUpTo: 10)
            #expect(response.text == "GET")
        }
    }

    @Test("credentials stay with their own origin", arguments: ["127.0.0.2", "other.test"])
    func credentials(host: String) async throws {
        let script: ScriptedServer.Script = { request, connection in
            switch request.target {
            case "/same": connection.redirect(to: "/away")
            case "/away": connection.redirect(to: "http://\(host):\(request.headers["x-port"] ?? "")/end")
            default: connection.reply(200)
            }
        }
        try await ScriptedServer.with(script) { server in
            let client = try OutboundHTTPClient.forLoopback(pinned: ["other.test:\(server.port):127.0.0.1"])
            var request = OutboundRequest(
                "GET", server.url("/same"),
                headers: [
                    "Authorization": "Bearer k", "Cookie": "c=1", "api-key": "k", "X-Port": "\(server.port)",
                    "Accept": "text/plain",
                ])
            request.maxRedirects = 5
            // Loopback binds 127.0.0.1 alone, so 127.0.0.2 refuses; what counts is what arrived.
            _ = try? await client.send(request, collectUpTo: 10)
            let requests = server.requests
            #expect(
                requests.prefix(2).allSatisfy {
                    $0.headers["authorization"] == "Bearer k" && $0.headers["api-key"] == "k"
                })
            guard host == "other.test" else { return #expect(requests.count == 2) }
            let last = try #require(requests.last)
            #expect(last.target == "/end" && last.headers["accept"] == "text/plain")
            #expect(["authorization", "cookie", "api-key", "x-port"].allSatisfy { last.headers[$0] == nil })
        }
    }
}
