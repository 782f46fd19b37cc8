import OutboundCalls
import OutboundHTTP
import StepKit
import StepKitTesting
import Synchronization
import TestSupport
import Testing

@testable import HTTPRequestStep

/// The step with a client whose every socket is seen before it is opened.
private struct WitnessedRequest: Step {
    @TaskLocal static var client = OutboundHTTPClient()

    static let descriptor = HTTPRequestStep.descriptor
    private let step: HTTPRequestStep

    init(environment: StepEnvironment) throws {
        step = HTTPRequestStep(caller: try OutboundCaller(environment: environment, client: Self.client))
    }

    func run(_ input: HTTPRequestStep.Input, in context: StepContext) async throws -> HTTPRequestStep.Output {
        try await step.run(input, in: context)
    }
}

private func send(
    _ url: String, _ more: JSONValue = [:], networks: [String] = ["127.0.0.1/32"]
) async throws -> StepOutcome {
    var input: [String: JSONValue] = ["url": .string(url)]
    input.merge(more.objectValue ?? [:]) { $1 }
    let harness = try StepHarness(environment: StepEnvironment(allowedNetworks: networks))
    return await harness.run(WitnessedRequest.self, with: .object(input))
}

@Suite("Requests", .timeLimit(.minutes(10)))
struct RequestTests {
    private static func answering(_ status: Int, _ body: String, _ headers: String...) -> ScriptedServer.Script {
        { _, connection in connection.reply(status, body, headers: headers) }
    }

    @Test(
        "what is sent as body, and as what",
        arguments: [
            (["json": ["a": [1, nil]]], "{\"a\":[1,null]}", "application/json"),
            (["body": "a=b"], "a=b", "text/plain; charset=UTF-8"),
            (["body": "<a/>", "headers": ["content-type": "application/xml"]], "<a/>", "application/xml"),
            (
                ["form": ["b": "x y&=ü", "a": [1, true, nil]]], "a=1&a=true&b=x%20y%26%3D%C3%BC",
                "application/x-www-form-urlencoded"
            ),
            ([:], "", nil),
        ] as [(JSONValue, String, String?)])
    func bodies(input: JSONValue, sent: String, contentType: String?) async throws {
        try await ScriptedServer.with(Self.answering(200, "ok")) { server in
            var members = input.objectValue ?? [:]
            members["method"] = "POST"
            _ = try await send(server.url(), .object(members)).output
            let request = server.requests[0]
            #expect(String(decoding: request.body, as: UTF8.self) == sent && request.method == "POST")
            #expect(request.headers["content-type"] == contentType)
        }
    }

    @Test(
        "the query is added to what is there",
        arguments: [
            ("/a", "/a?b=1&c=x%2Fy"), ("/a?z=0", "/a?z=0&b=1&c=x%2Fy"), ("/a#part", "/a?b=1&c=x%2Fy"),
        ])
    func query(path: String, asked: String) async throws {
        try await ScriptedServer.with(Self.answering(200, "ok")) { server in
            _ = try await send(server.url(path), ["query": ["c": "x/y", "b": 1, "n": nil]]).output
            #expect(server.requests.map(\.target) == [asked])
        }
    }

    @Test(
        "how an answer is read",
        arguments: [
            ("application/json", "[1]", "auto", [1], nil),
            ("application/feed+json; charset=utf-8", "{}", "auto", [:], nil),
            ("text/plain", "[1]", "auto", nil, "[1]"), ("text/plain", "[1]", "json", [1], nil),
            ("application/json", "[1]", "text", nil, "[1]"), ("application/json", "[1", "auto", nil, "[1"),
            ("application/json", "null", "json", .some(.null), nil),
        ] as [(String, String, String, JSONValue?, String?)])
    func parsed(type: String, body: String, parse: String, json: JSONValue?, text: String?) async throws {
        try await ScriptedServer.with(
            Self.answering(200, body, "Content-Type: \(type)", "Set-Cookie: a=b", "X-A: 1", "x-a: 2")
        ) { server in
            let output = try await send(server.url("/x?key=secret"), ["parse": .string(parse)]).output
            #expect(output["json"] == json || (json == .null && output["json"] == nil))
            #expect(output["text"]?.stringValue == text)
            #expect(output["headers"]?["x-a"] == "1, 2" && output["headers"]?["set-cookie"] == nil)
            #expect(output["url"]?.stringValue == server.url("/x"))
        }
    }

    @Test("an answer that is no JSON, too large or broken off is a failure")
    func unusable() async throws {
        try await ScriptedServer.with(Self.answering(200, "no json")) { server in
            #expect(try await send(server.url(), ["parse": "json"]).failure?.code == .responseInvalid)
            #expect(try await send(server.url(), ["max_size": 6]).failure?.code == .responseTooLarge)
            _ = try await send(server.url(), ["max_size": 7]).output
        }
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let failure = try await send(server.url()).failure
            #expect(failure?.code == .networkError)
        }
    }

    @Test("a huge answer is not read to its end")
    func huge() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n")
            while connection.send(String(repeating: "x", count: 10_000)) {}
            ended.finish()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let failure = try await send(server.url()).failure
            #expect(failure?.code == .responseTooLarge)
            for await _ in ends {}
        }
    }

    @Test(
        "what a status means, and which are expected",
        arguments: [
            (200, [], nil), (299, [], nil), (404, [], "not_found"), (404, [200, 404], nil), (200, [201], "http_status"),
            (401, [], "access_denied"), (403, [], "access_denied"), (410, [], "not_found"), (400, [], "http_status"),
            (304, [], "http_status"), (429, [], "rate_limit"), (500, [], "network_error"), (500, [500], nil),
        ] as [(Int, [Int], String?)])
    func statuses(status: Int, expect: [Int], code: String?) async throws {
        try await ScriptedServer.with(Self.answering(status, status == 304 ? "" : "private words")) { server in
            let expected = JSONValue.array(expect.map { .int(Int64($0)) })
            let outcome = try await send(server.url(), ["expect": expected])
            #expect(outcome.failure?.code.rawValue == code)
            #expect(outcome.failure?.message.contains("private") != true)
        }
    }

    @Test("what cannot be sent is refused before anything is sent")
    func refused() async throws {
        for bad: JSONValue in [
            ["json": 1, "body": "x"], ["form": ["a": ["b": 1]]], ["form": ["a": [[1]]]], ["query": ["a": [:]]],
            ["headers": ["A": "b\r\nC: d"]], ["headers": ["Content-Length": "1"]], ["method": "HEAD", "body": "x"],
        ] {
            #expect(try await send("http://127.0.0.1:1/", bad).failure?.code == .invalidPayload, "\(bad)")
        }
    }
}

@Suite("Redirects of requests", .timeLimit(.minutes(10)))
struct RedirectTests {
    @Test("GET and HEAD follow five, other methods none")
    func followed() async throws {
        let script: ScriptedServer.Script = { request, connection in
            let left = Int(request.target.dropFirst()) ?? 0
            return left == 0 ? connection.reply(200) : connection.redirect(to: "/\(left - 1)")
        }
        try await ScriptedServer.with(script) { server in
            for method in ["GET", "HEAD"] {
                let output = try await send(server.url("/5"), ["method": .string(method)]).output
                #expect(output["url"]?.stringValue == server.url("/0"))
            }
            #expect(try await send(server.url("/6")).failure?.code == .tooManyRedirects)
            #expect(try await send(server.url("/1"), ["method": "POST"]).failure?.code == .httpStatus)
            #expect(try await send(server.url("/1"), ["method": "DELETE", "expect": [302]]).output["status"] == 302)
        }
    }

    @Test("a key does not follow to another host")
    func keys() async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200) }) { other in
            let target = other.url("/there")
            try await ScriptedServer.with({ _, connection in connection.redirect(to: target) }) { server in
                _ = try await send(server.url(), ["headers": ["X-Key": "k", "Authorization": "Bearer k"]]).output
                #expect(server.requests[0].headers["x-key"] == "k")
                #expect(other.requests[0].headers["x-key"] == nil && other.requests[0].headers["authorization"] == nil)
            }
        }
    }

    @Test(
        "none leads to a private address or another scheme",
        arguments: [
            "http://169.254.169.254/", "http://10.0.0.1/", "http://inside.test/", "http://[::1]/", "file:///etc/passwd",
            "ftp://example.org/", "gopher://127.0.0.1/",
        ])
    func forbidden(target: String) async throws {
        let opened = Mutex(0)
        let client = OutboundHTTPClient(
            addressPolicy: .publicOnly, pinnedNames: ["inside.test:80:192.168.1.1"]
        ) { _, isAllowed in
            if isAllowed { opened.withLock { $0 += 1 } }
        }
        try await ScriptedServer.with({ _, connection in connection.redirect(to: target) }) { server in
            try await WitnessedRequest.$client.withValue(client) {
                let failure = try await send(server.url()).failure
                #expect(failure?.code == .urlForbidden && failure?.disposition == .permanent)
            }
            #expect(opened.withLock { $0 } == 1 && server.requests.count == 1)
        }
    }

    @Test(
        "a private address is refused at once",
        arguments: ["http://127.0.0.1:1/", "https://169.254.169.254/", "http://2130706433/"])
    func privateAddress(url: String) async throws {
        #expect(try await send(url, networks: []).failure?.code == .urlForbidden)
    }
}
