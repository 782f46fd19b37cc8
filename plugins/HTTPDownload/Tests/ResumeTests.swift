import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import HTTPDownloadStep

@Suite("Resuming a broken download", .timeLimit(.minutes(10)))
struct ResumeTests {
    /// Promises ten bytes and breaks off after some.
    private static func broken(_ part: String = "01234", _ headers: String...) -> ScriptedServer.Script {
        { _, connection in
            let lines = ["HTTP/1.1 200 OK", "Content-Length: 10"] + headers
            connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + part)
            return .close
        }
    }

    private static func rest(_ range: String, _ body: String, _ headers: String...) -> ScriptedServer.Script {
        { _, connection in connection.reply(206, body, headers: ["Content-Range: bytes \(range)"] + headers) }
    }

    private static let whole: ScriptedServer.Script = { _, connection in
        connection.reply(200, "abcdefghij", headers: ["ETag: \"b\""])
    }

    @Test(
        "the rest is asked for and joined, by a strong tag or a date",
        arguments: [("ETag: \"a\"", "\"a\""), ("Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", nil)])
    func joined(header: String, tag: String?) async throws {
        let answers = Answers([Self.broken("01234", header), Self.rest("5-9/10", "56789", header)])
        try await ScriptedServer.with(answers.script) { server in
            let outcome = try await download(["url": .string(server.url())])
            #expect(try bytes(of: outcome) == "0123456789")
            let requests = server.requests
            #expect(requests.count == 2 && requests[0].headers["range"] == nil)
            #expect(requests[1].headers["range"] == "bytes=5-")
            #expect(requests[1].headers["if-range"] == tag ?? "Sun, 06 Nov 1994 08:49:37 GMT")
        }
    }

    @Test("several breaks are joined into one file with the right digest")
    func several() async throws {
        let part: ScriptedServer.Script = { _, connection in
            connection.send(
                "HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Length: 5\r\nContent-Range: bytes 5-9/10\r\n\r\n567")
            return .close
        }
        let answers = Answers([
            Self.broken("01234", "ETag: \"a\""), part, Self.rest("8-9/10", "89", "ETag: \"a\""),
        ])
        try await ScriptedServer.with(answers.script) { server in
            let outcome = try await download(["url": .string(server.url())])
            #expect(try bytes(of: outcome) == "0123456789")
            #expect(try outcome.output["sha256"]?.stringValue == sha256("0123456789"))
            #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=5-", "bytes=8-"])
        }
    }

    @Test(
        "it begins again when the rest is not of the same file",
        arguments: ["ignored", "other tag", "no tag", "other offset", "other total", "no range", "416"])
    func restarted(how: String) async throws {
        let tag = "ETag: \"a\""
        let second: ScriptedServer.Script =
            switch how {
            case "ignored": Self.whole
            case "other tag": Self.rest("5-9/10", "XXXXX", "ETag: \"b\"")
            case "no tag": Self.rest("5-9/10", "XXXXX")
            case "other offset": Self.rest("4-9/10", "XXXXXX", tag)
            case "other total": Self.rest("5-9/11", "XXXXX", tag)
            case "no range": { _, connection in connection.reply(206, "XXXXX", headers: [tag]) }
            default: { _, connection in connection.reply(416) }
            }
        try await ScriptedServer.with(Answers([Self.broken("01234", tag), second, Self.whole]).script) { server in
            let outcome = try await download(["url": .string(server.url())])
            #expect(try bytes(of: outcome) == "abcdefghij")
            #expect(server.requests.last?.headers["range"] == (how == "ignored" ? "bytes=5-" : nil))
        }
    }

    @Test("without a strong validator it begins again", arguments: ["ETag: W/\"a\"", "ETag: a", "X-Nothing: 1"])
    func weak(header: String) async throws {
        try await ScriptedServer.with(Answers([Self.broken("01234", header), Self.whole]).script) { server in
            let outcome = try await download(["url": .string(server.url())])
            #expect(try bytes(of: outcome) == "abcdefghij")
            #expect(server.requests.allSatisfy { $0.headers["range"] == nil })
        }
    }

    @Test("the cap counts over all parts, and a part that promises too much is refused")
    func cap() async throws {
        let tag = "ETag: \"a\""
        let endless: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\(tag)\r\n\r\n5\r\n01234\r\n")
            return .close
        }
        try await ScriptedServer.with(Answers([endless, Self.rest("5-99/100", "x", tag)]).script) { server in
            let failure = try await download(["url": .string(server.url()), "max_size": 50]).failure
            #expect(failure?.code == .downloadTooLarge)
        }
    }

    @Test("a server that breaks off again and again ends as incomplete, to be tried later")
    func incomplete() async throws {
        let always: ScriptedServer.Script = { request, connection in
            Self.broken("01234")(request, connection)
        }
        try await ScriptedServer.with(always) { server in
            let failure = try await download(["url": .string(server.url())]).failure
            #expect(failure?.code == .downloadIncomplete && failure?.isRetryable == true)
            #expect(server.requests.count == 2)
        }
        try await ScriptedServer.with({ _, _ in .close }) { server in
            let failure = try await download(["url": .string(server.url())]).failure
            #expect(failure?.code == .networkError)
        }
    }

    @Test("one byte at a time it gives up after eight resumptions")
    func drip() async throws {
        let drip: ScriptedServer.Script = { request, connection in
            let first = Int(request.headers["range"]?.dropFirst(6).dropLast() ?? "0") ?? 0
            let status = first == 0 ? "200 OK" : "206 Partial\r\nContent-Range: bytes \(first)-99/100"
            connection.send("HTTP/1.1 \(status)\r\nETag: \"a\"\r\nContent-Length: \(100 - first)\r\n\r\nx")
            return .close
        }
        try await ScriptedServer.with(drip) { server in
            let failure = try await download(["url": .string(server.url())]).failure
            #expect(failure?.code == .downloadIncomplete)
            #expect(server.requests.count == 9)
        }
    }
}
