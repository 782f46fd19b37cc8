import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import HTTPDownloadStep

@Suite("Downloads over HTTP", .timeLimit(.minutes(10)))
struct RemoteDownloadTests {
    @Test("the output tells everything about the file, and nothing of the query")
    func whole() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.reply(200, "hello", headers: ["Content-Type: Video/MP4; codecs=x"])
        }
        try await ScriptedServer.with(script) { server in
            let outcome = try await download(["url": .string(server.url("/a%20b/my%20talk.mp4?sig=secret#part"))])
            let output = try outcome.output
            #expect(try bytes(of: outcome) == "hello")
            #expect(output["sha256"]?.stringValue == sha256("hello"))
            #expect(output["file"]?["sha256"] == output["sha256"])
            #expect(output["size"] == 5 && output["media_type"] == "video/mp4")
            #expect(output["name"] == "my talk.mp4")
            #expect(output["url"]?.stringValue == server.url("/a%20b/my%20talk.mp4"))
            #expect(outcome.progress.contains { $0.note == "5 bytes of 5 bytes" })
            #expect(outcome.progress.last?.fraction == 1)
            #expect(server.requests.first?.headers["accept-encoding"] == "identity")
        }
    }

    @Test("what the step is told wins: media type, headers, a digest in any case")
    func options() async throws {
        let script: ScriptedServer.Script = { request, connection in
            connection.reply(200, request.headers["x-token"] ?? "", headers: ["Content-Type: text/html"])
        }
        try await ScriptedServer.with(script) { server in
            let outcome = try await download([
                "url": .string(server.url()), "media_type": "video/mp4", "headers": ["X-Token": "t"],
                "sha256": .string(sha256("t").uppercased()), "rate_limit": "1MB",
            ])
            #expect(try outcome.output["media_type"] == "video/mp4")
            #expect(try outcome.output["name"] == "download")
        }
    }

    @Test(
        "a status that holds no file has its code",
        arguments: [
            (400, "http_status"), (401, "download_forbidden"), (403, "download_forbidden"), (404, "not_found"),
            (408, "timeout"), (410, "not_found"), (418, "http_status"), (206, "http_status"), (304, "http_status"),
            (429, "rate_limit"), (500, "network_error"), (503, "network_error"), (204, "download_empty"),
            (300, "http_status"),
        ])
    func statuses(status: Int, code: String) async throws {
        let script: ScriptedServer.Script = { _, connection in
            guard status != 204, status != 304 else {
                connection.send("HTTP/1.1 \(status) Scripted\r\n\r\n")
                return .keepAlive
            }
            return connection.reply(status, "private words of the server")
        }
        try await ScriptedServer.with(script) { server in
            let failure = try #require(try await download(["url": .string(server.url("/x?sig=s"))]).failure)
            #expect(failure.code.rawValue == code)
            #expect(failure.isRetryable == ["timeout", "rate_limit", "network_error"].contains(code))
            #expect(!"\(failure)".contains("private") && !"\(failure)".contains("sig"))
        }
    }

    private static let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT"

    @Test(
        "Retry-After is obeyed in seconds and as a date, up to a day, and garbage is not",
        arguments: [
            (429, "7", 7), (503, "7", 7), (429, "Sun, 06 Nov 1994 08:50:07 GMT", 30),
            (429, "Sun, 06 Nov 1994 08:00:00 GMT", 0), (429, "99999999999999999999999", 86400),
            (429, "Fri, 31 Dec 9999 23:59:59 GMT", 86400), (429, "-5", nil), (429, "soon", nil), (429, "1e3", nil),
            (429, "Sun, 99 Nov 1994 08:50:07 GMT", nil),
        ] as [(Int, String, Int?)])
    func retryAfter(status: Int, header: String, seconds: Int?) async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.reply(status, headers: ["Retry-After: \(header)", Self.date])
        }
        try await ScriptedServer.with(script) { server in
            let failure = try await download(["url": .string(server.url())]).failure
            #expect(failure?.code == .rateLimit)
            #expect(failure?.disposition == .retryable(after: seconds.map { .seconds($0) }))
        }
    }

    @Test("an empty file, a wrong digest and a size promised or sent beyond the cap are refused")
    func refused() async throws {
        let script: ScriptedServer.Script = { request, connection in
            switch request.target {
            case "/empty": return connection.reply(200)
            case "/huge":
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\nx")
                connection.waitForEnd()
                return .close
            case "/endless":
                connection.send("HTTP/1.1 200 OK\r\n\r\n")
                while connection.send([UInt8](repeating: 7, count: 4096)) {}
                return .close
            default: return connection.reply(200, "hello")
            }
        }
        try await ScriptedServer.with(script) { server in
            let wrong = String(repeating: "0", count: 64)
            let cases: [(String, JSONValue, String)] = [
                ("/empty", [:], "download_empty"), ("/huge", [:], "download_too_large"),
                ("/endless", ["max_size": "10KB"], "download_too_large"),
                ("/", ["max_size": 4], "download_too_large"), ("/", ["sha256": .string(wrong)], "checksum_mismatch"),
                ("/", ["sha256": "abc"], "invalid_payload"), ("/", ["media_type": "nonsense"], "invalid_payload"),
                ("/", ["headers": ["Range": "bytes=0-1"]], "invalid_payload"),
                ("/", ["headers": ["X-A": "a\r\nX-B: b"]], "invalid_payload"),
                ("/", ["headers": ["X A": "a"]], "invalid_payload"),
                ("/", ["headers": ["Host": "other"]], "invalid_payload"),
            ]
            for (path, options, code) in cases {
                var input = options.objectValue ?? [:]
                input["url"] = .string(server.url(path))
                #expect(try await download(.object(input)).failure?.code.rawValue == code, "\(path) \(options)")
            }
            let output = try await download(["url": .string(server.url()), "max_size": 5]).output
            #expect(output["size"] == 5)
            #expect(server.requests.allSatisfy { $0.headers["x-b"] == nil })
        }
    }

    @Test("five redirects are followed, six are not, and the last address is told")
    func redirects() async throws {
        let script: ScriptedServer.Script = { request, connection in
            let left = Int(request.target.dropFirst()) ?? 0
            return left == 0 ? connection.reply(200, "end") : connection.redirect(to: "/\(left - 1)")
        }
        try await ScriptedServer.with(script) { server in
            let output = try await download(["url": .string(server.url("/5"))]).output
            #expect(output["url"]?.stringValue == server.url("/0"))
            let failure = try await download(["url": .string(server.url("/6"))]).failure
            #expect(failure?.code == .tooManyRedirects && failure?.isRetryable == false)
        }
    }

    @Test("nothing listens, or nothing is left of the time")
    func unreachable() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200, "x") }) { server in
            let failure = try await download(["url": .string(server.url())], timeRemaining: .zero).failure
            #expect(failure?.code == .timeout && server.requests.isEmpty)
            #expect(try await download(["url": "http://127.0.0.1:1/"]).failure?.code == .networkError)
        }
    }

    @Test("an abort closes the connection and removes the file")
    func abort() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome")
            connection.waitForEnd()
            ended.finish()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let harness = try StepHarness(environment: StepEnvironment(allowedNetworks: ["127.0.0.1/32"]))
            harness.abort(.timedOut, whenProgressReaches: 0.001)
            let outcome = await harness.run(HTTPDownloadStep.self, with: ["url": .string(server.url())])
            #expect(outcome.result == .aborted(.timedOut))
            for await _ in ends {}
        }
    }
}
