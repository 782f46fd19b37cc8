import Foundation
import OutboundHTTP
import TestSupport
import Testing

@Suite("Failures", .timeLimit(.minutes(10)))
struct FailureTests {
    private func code(
        _ limits: TransferLimits = TransferLimits(), collecting limit: Int = 1 << 20,
        answer: @escaping ScriptedServer.Script
    ) async throws -> OutboundHTTPError.Code? {
        var code: OutboundHTTPError.Code?
        try await ScriptedServer.with(answer) { server in
            let client = try OutboundHTTPClient.forLoopback()
            var request = OutboundRequest("GET", server.url("/p?key=secret"), limits: limits)
            request.acceptsCompression = true
            let error = await failure { _ = try await client.send(request, collectUpTo: limit) }
            #expect(error?.description.contains("secret") == false)
            #expect(error?.place == "http://127.0.0.1:\(server.port)")
            code = error?.code
        }
        return code
    }

    @Test(
        "a connection that ends too early is broken",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        ])
    func broken(answer: String) async throws {
        let code = try await code { _, connection in
            connection.send(answer)
            return .close
        }
        #expect(code == .connectionBroken)
    }

    @Test(
        "what is not HTTP is no response",
        arguments: [
            String(repeating: "HTTP/1.1 103 Early\r\nX: y\r\n\r\n", count: 200),
            "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 90_000) + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + String(repeating: "X-Y: zzzzzzzzzzzzzzzz\r\n", count: 4000) + "\r\n",
        ])
    func invalid(answer: String) async throws {
        let code = try await code { _, connection in
            connection.send(answer)
            connection.waitForEnd()
            return .close
        }
        #expect(code == .responseInvalid)
    }

    @Test("a body shorter than it is: the rest is not read as a response")
    func longerThanAnnounced() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
            return .keepAlive
        }
        try await ScriptedServer.with(script) { server in
            let client = try OutboundHTTPClient.forLoopback()
            for _ in 0..<3 {
                #expect(try await client.send(.init("GET", server.url()), collectUpTo: 10).text == "ok")
            }
        }
    }

    @Test(
        "more than the limit is too large, announced, streamed or collected",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", Int64(10), 1 << 20),
            ("HTTP/1.1 200 OK\r\n\r\n12345678901", 10, 1 << 20),
            ("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901", 100, 10),
        ])
    func tooLarge(answer: String, maxResponseBytes: Int64, limit: Int) async throws {
        let code = try await code(TransferLimits(maxResponseBytes: maxResponseBytes), collecting: limit) {
            _, connection in
            connection.send(answer)
            connection.waitForEnd()
            return .close
        }
        #expect(code == .tooLarge)
    }

    @Test("exactly the limit is not too large")
    func atTheLimit() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200, "1234567890") }) { server in
            let request = OutboundRequest("GET", server.url(), limits: TransferLimits(maxResponseBytes: 10))
            let response = try await OutboundHTTPClient.forLoopback().send(request, collectUpTo: 10)
            #expect(response.text == "1234567890")
        }
    }

    @Test("limits count unpacked bytes, so a compression bomb is too large")
    func compressionBomb() async throws {
        // 100,000 times the letter a.
        let packed =
            "H4sIAAAAAAACA+3BMQEAAADCoKzrX8IaHkABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArwaH+uIboIYBAA=="
        let bomb = try #require(Data(base64Encoded: packed))
        let code = try await code(TransferLimits(maxResponseBytes: 50_000)) { request, connection in
            #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
            connection.send(Array(bomb))
            connection.waitForEnd()
            return .close
        }
        #expect(code == .tooLarge)
    }

    @Test("silence beyond the total timeout is timed out")
    func timedOut() async throws {
        let code = try await code(TransferLimits(totalTimeout: .milliseconds(50))) { _, connection in
            connection.waitForEnd()
            return .close
        }
        #expect(code == .timedOut)
    }

    @Test("less than the minimum speed is too slow")
    func tooSlow() async throws {
        let limits = TransferLimits(minimumSpeed: .init(bytesPerSecond: 1000, for: .milliseconds(500)))
        let code = try await code(limits) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\nx")
            connection.waitForEnd()
            return .close
        }
        #expect(code == .tooSlow)
    }

    @Test("nobody listening, no such name and no TLS each have their code")
    func connecting() async throws {
        let client = try OutboundHTTPClient.forLoopback()
        func code(_ url: String) async -> OutboundHTTPError.Code? {
            await failure { _ = try await client.send(.init("GET", url), collectUpTo: 1) }?.code
        }
        // A label of 64 letters cannot be asked for, so the resolver fails without sending anything.
        #expect(await code("http://\(String(repeating: "a", count: 64)).test/") == .dnsFailed)
        try await ScriptedServer.with({ _, connection in connection.reply(200) }) { server in
            #expect(await code("https://127.0.0.1:\(server.port)/") == .tlsFailed)
        }
        #expect(await code("http://127.0.0.1:1/") == .connectFailed)
    }
}
