import Foundation
import OutboundHTTP
import TestSupport
import Testing

@Suite("Transfers", .timeLimit(.minutes(10)))
struct TransferTests {
    private static let block = [UInt8](repeating: 7, count: 64 * 1024)

    @Test("100 MB reach a slow reader whole, and little of it ever waits in memory")
    func backPressure() async throws {
        let total = 1600 * Self.block.count
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            for _ in 0..<1600 where !connection.send(Self.block) { break }
            return .close
        }
        try await ScriptedServer.with(script) { server in
            try await OutboundHTTPClient.forLoopback().withResponse(to: .init("GET", server.url())) { _, body in
                var received = 0
                for try await chunk in body {
                    received += chunk.count
                    for _ in 0..<20 { await Task.yield() }
                }
                #expect(received == total)
                #expect(body.peakUnread <= 320 * 1024)
            }
        }
    }

    @Test("a reader that stops does not stall other transfers")
    func stalledReader() async throws {
        let script: ScriptedServer.Script = { request, connection in
            guard request.target == "/endless" else { return connection.reply(200, "ok") }
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(Self.block) {}
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let client = try OutboundHTTPClient.forLoopback()
            try await client.withResponse(to: .init("GET", server.url("/endless"))) { head, body in
                #expect(head.status == 200)
                for _ in 0..<50 {
                    let other = try await client.send(.init("GET", server.url()), collectUpTo: 10)
                    #expect(other.text == "ok")
                }
                #expect(body.peakUnread <= 320 * 1024)
            }
        }
    }

    @Test(
        "leaving the scope, throwing and cancelling each close the connection",
        arguments: ["leave", "throw", "cancel", "shutdown"])
    func closing(how: String) async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome")
            connection.waitForEnd()
            ended.yield()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let client = try OutboundHTTPClient.forLoopback()
            let (starts, started) = AsyncStream.makeStream(of: Void.self)
            let reading = Task {
                try await client.withResponse(to: .init("GET", server.url())) { _, body in
                    var chunks = body.makeAsyncIterator()
                    _ = try await chunks.next()
                    started.yield()
                    if how == "leave" { return }
                    if how == "throw" { throw POSIXError(.EIO) }
                    _ = try await chunks.next()
                }
            }
            for await _ in starts { break }
            if how == "cancel" { reading.cancel() }
            if how == "shutdown" { client.shutdown() }
            for await _ in ends { break }
            switch how {
            case "leave": try await reading.value
            case "throw": await #expect(throws: POSIXError.self) { try await reading.value }
            default: #expect(await failure { try await reading.value }?.code == .cancelled)
            }
        }
    }

    @Test("cancelling before the head has come closes the connection")
    func cancelledBeforeHead() async throws {
        let (asks, asked) = AsyncStream.makeStream(of: Void.self)
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { _, connection in
            asked.yield()
            connection.waitForEnd()
            ended.yield()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let client = try OutboundHTTPClient.forLoopback()
            let reading = Task { try await client.send(.init("GET", server.url()), collectUpTo: 1) }
            for await _ in asks { break }
            reading.cancel()
            for await _ in ends { break }
            #expect(await failure { _ = try await reading.value }?.code == .cancelled)
        }
    }

    @Test("a body is not read outside its scope")
    func escapedBody() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
            connection.waitForEnd()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let client = try OutboundHTTPClient.forLoopback()
            let body = try await client.withResponse(to: .init("GET", server.url())) { _, body in body }
            #expect(await failure { _ = try await body.collect(upTo: 100) }?.code == .cancelled)
        }
    }

    @Test("after shutdown, and with a client never used, nothing is sent")
    func shutDown() async throws {
        let witness = SocketWitness()
        let client = try OutboundHTTPClient.forLoopback(witness: witness)
        client.shutdown()
        client.shutdown()
        let error = await failure { _ = try await client.send(.init("GET", "http://127.0.0.1/"), collectUpTo: 1) }
        #expect(error?.code == .cancelled)
        #expect(witness.decisions.isEmpty)
    }

    @Test("letting go of the client closes the connections it kept")
    func letGo() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { _, connection in
            _ = connection.reply(200, "ok")
            connection.waitForEnd()
            ended.yield()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let response = try await OutboundHTTPClient.forLoopback().send(.init("GET", server.url()), collectUpTo: 9)
            #expect(response.text == "ok")
            for await _ in ends { break }
        }
    }

    @Test("libcurl takes every limit")
    func everyLimit() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200, "ok") }) { server in
            let limits = TransferLimits(
                connectTimeout: .seconds(1_000_000_000), totalTimeout: .seconds(60),
                minimumSpeed: .init(bytesPerSecond: 1, for: .seconds(30)), maxResponseBytes: .max,
                maxBytesPerSecond: 1_000_000)
            let request = OutboundRequest("GET", server.url(), limits: limits)
            let response = try await OutboundHTTPClient.forLoopback().send(request, collectUpTo: .max)
            #expect(response.text == "ok")
        }
    }

    @Test("a head is handed over before the first byte of its body")
    func headFirst() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 103 Early\r\nX-A: no\r\n\r\nHTTP/1.1 200 OK\r\nX-B: yes\r\n\r\n")
            connection.waitForEnd()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            try await OutboundHTTPClient.forLoopback().withResponse(to: .init("GET", server.url())) { head, _ in
                #expect(head.status == 200 && head.headers["x-b"] == "yes" && head.headers["x-a"] == nil)
            }
        }
    }
}
