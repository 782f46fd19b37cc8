import OutboundHTTP
import TestSupport
import Testing

@Suite("Requests and responses", .timeLimit(.minutes(10)))
struct RequestTests {
    @Test("method, headers and body arrive; status, headers and body come back")
    func roundTrip() async throws {
        let script: ScriptedServer.Script = { request, connection in
            connection.reply(201, String(decoding: request.body, as: UTF8.self), headers: ["X-One: 1", "x-one:  two "])
        }
        try await ScriptedServer.with(script) { server in
            let request = OutboundRequest(
                "POST", server.url("/a?b=c#d"), headers: ["X-Trace": "t", "X-Empty": ""], body: Array("hello".utf8))
            let response = try await OutboundHTTPClient.forLoopback().send(request, collectUpTo: 100)
            #expect(response.status == 201 && response.text == "hello")
            #expect(response.headers["X-ONE"] == "1")
            #expect(response.headers.values(of: "x-one") == ["1", "two"])
            #expect(response.head.contentLength == 5)
            let received = try #require(server.requests.first)
            #expect(received.method == "POST" && received.target == "/a?b=c")
            #expect(received.headers["x-trace"] == "t" && received.headers["x-empty"] == "")
            #expect(received.headers["expect"] == nil && received.headers["accept-encoding"] == nil)
            #expect(received.headers["user-agent"] == "millrace" && received.headers["content-type"] == nil)
        }
    }

    @Test(
        "every method can be sent, with and without a body",
        arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
    func methods(method: String) async throws {
        try await ScriptedServer.with({ request, connection in
            connection.reply(200, request.method == "HEAD" ? "" : "ok")
        }) { server in
            let client = try OutboundHTTPClient.forLoopback()
            #expect(try await client.send(OutboundRequest(method, server.url()), collectUpTo: 10).status == 200)
            guard method != "HEAD" else { return }
            let request = OutboundRequest(method, server.url(), body: [0, 255])
            #expect(try await client.send(request, collectUpTo: 10).status == 200)
            #expect(server.requests.map(\.method) == [method, method])
            #expect(server.requests.map(\.body) == [[], [0, 255]])
        }
    }

    @Test(
        "a header that could inject another is refused and never shown",
        arguments: [
            ("X-A", "1\r\nX-B: secret"), ("X-A", "secret\n"), ("X-A", "secret\0"), ("X-A\r\nX-B", "secret"),
            ("", "secret"),
            ("X A", "secret"), ("X:A", "secret"), ("Host", "secret"), ("content-length", "3"),
            ("Transfer-Encoding", "chunked"),
        ])
    func headerInjection(name: String, value: String) async throws {
        let witness = SocketWitness()
        let client = try OutboundHTTPClient.forLoopback(witness: witness)
        var request = OutboundRequest("GET", "http://127.0.0.1/")
        request.headers.add(name, value)
        let error = await failure { _ = try await client.send(request, collectUpTo: 10) }
        #expect(error?.code == .requestInvalid)
        #expect(error?.description.contains("secret") == false)
        #expect(witness.decisions.isEmpty)
    }

    @Test(
        "a method that is not an upper-case token is refused", arguments: ["", "get", "GE T", "GET\r\nX: y", "GET /"])
    func methodInjection(method: String) async throws {
        let client = try OutboundHTTPClient.forLoopback()
        let request = OutboundRequest(method, "http://127.0.0.1/")
        #expect(await failure { _ = try await client.send(request, collectUpTo: 1) }?.code == .requestInvalid)
    }

    @Test(
        "limits that make no sense are refused",
        arguments: [
            TransferLimits(connectTimeout: .zero), TransferLimits(totalTimeout: .seconds(-1)),
            TransferLimits(minimumSpeed: .init(bytesPerSecond: 0, for: .seconds(1))),
            TransferLimits(maxResponseBytes: -1),
            TransferLimits(maxBytesPerSecond: 0),
        ])
    func senselessLimits(limits: TransferLimits) async throws {
        let client = try OutboundHTTPClient.forLoopback()
        let request = OutboundRequest("GET", "http://127.0.0.1/", limits: limits)
        #expect(await failure { _ = try await client.send(request, collectUpTo: 1) }?.code == .requestInvalid)
    }

    @Test("a range resumes a download; a server that ignores it is seen to")
    func ranges() async throws {
        let script: ScriptedServer.Script = { request, connection in
            guard request.target == "/ranged", request.headers["range"] == "bytes=4-" else {
                return connection.reply(200, "0123456789")
            }
            return connection.reply(206, "456789", headers: ["Content-Range: bytes 4-9/10"])
        }
        try await ScriptedServer.with(script) { server in
            let client = try OutboundHTTPClient.forLoopback()
            var request = OutboundRequest("GET", server.url("/ranged"))
            request.rangeStart = 4
            let resumed = try await client.send(request, collectUpTo: 100)
            #expect(resumed.text == "456789")
            #expect(resumed.head.contentRange?.first == 4 && resumed.head.contentRange?.total == 10)
            request.url = server.url("/whole")
            let whole = try await client.send(request, collectUpTo: 100)
            #expect(whole.text == "0123456789" && whole.head.contentRange == nil)
        }
    }

    @Test(
        "an unreadable Content-Range is none",
        arguments: ["bytes", "bytes 4-/10", "bytes 9-4/10", "bytes 4-9/9", "4-9/10", "bytes */10"])
    func unreadableRange(value: String) async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.reply(206, "x", headers: ["Content-Range: \(value)"])
        }
        try await ScriptedServer.with(script) { server in
            let response = try await OutboundHTTPClient.forLoopback().send(.init("GET", server.url()), collectUpTo: 9)
            #expect(response.head.contentRange == nil)
        }
    }

    @Test("many requests run at once on one client")
    func concurrency() async throws {
        try await ScriptedServer.with({ request, connection in connection.reply(200, request.target) }) { server in
            let client = try OutboundHTTPClient.forLoopback()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let request = OutboundRequest("GET", server.url("/\(number)"))
                        return try await client.send(request, collectUpTo: 100).text == "/\(number)"
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(server.requests.count == 100)
        }
    }
}
