import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import ModelChatStep

@Suite("When a model does not answer", .timeLimit(.minutes(10)))
struct FailureTests {
    @Test(
        "a status has its code",
        arguments: [
            (400, "invalid_request"), (401, "model_access"), (403, "model_access"), (404, "model_not_found"),
            (405, "invalid_request"), (408, "timeout"), (413, "payload_too_large"), (429, "rate_limit"),
            (500, "network_error"), (502, "network_error"), (503, "network_error"), (307, "invalid_request"),
        ])
    func statuses(status: Int, code: String) async throws {
        let body = #"{"error": {"message": "private words", "type": "some_error", "code": null}}"#
        let script: ScriptedServer.Script = { _, connection in
            connection.reply(status, body, headers: ["Location: /elsewhere"])
        }
        try await ScriptedServer.with(script) { server in
            let failure = try #require(try await chat(server, ["prompt": "x"]).failure)
            #expect(failure.code.rawValue == code)
            #expect(failure.isRetryable == ["timeout", "rate_limit", "network_error"].contains(code))
            #expect(failure.details == ["status": .int(Int64(status)), "code": "some_error"])
            #expect(!"\(failure)".contains("private") && server.requests.count == 1)
        }
    }

    @Test(
        "Retry-After is obeyed in seconds and as a date",
        arguments: [
            (429, "7", 7), (503, "7", 7), (429, "Sun, 06 Nov 1994 08:50:07 GMT", 30), (429, "9999999", 86400),
            (429, "soon", nil),
        ] as [(Int, String, Int?)])
    func retryAfter(status: Int, header: String, seconds: Int?) async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.reply(status, headers: ["Retry-After: \(header)", "Date: Sun, 06 Nov 1994 08:49:37 GMT"])
        }
        try await ScriptedServer.with(script) { server in
            let failure = try await chat(server, ["prompt": "x"]).failure
            #expect(failure?.code == .rateLimit)
            #expect(failure?.disposition == .retryable(after: seconds.map { .seconds($0) }))
        }
    }

    @Test(
        "error bodies of any form are read without trouble",
        arguments: [
            (#"{"error": "model 'x' not found"}"#, "invalid_request", JSONValue.null),
            (#"{"object": "error", "message": "m", "code": 400}"#, "invalid_request", .null),
            (#"{"error": {"code": "context_length_exceeded"}}"#, "invalid_request", "context_length_exceeded"),
            (#"{"error": {"code": "content_filter", "message": "m"}}"#, "answer_refused", "content_filter"),
            (#"{"error": {"code": "not a code, but a sentence"}}"#, "invalid_request", .null),
            ("<html>", "invalid_request", .null), ("", "invalid_request", .null), ("[]", "invalid_request", .null),
            (String(repeating: "x", count: 100_000), "invalid_request", .null),
        ])
    func bodies(body: String, code: String, word: JSONValue) async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(400, body) }) { server in
            let failure = try await chat(server, ["prompt": "x"]).failure
            #expect(failure?.code.rawValue == code)
            #expect(failure?.details["code"] ?? .null == word)
        }
    }

    @Test(
        "an answer that is not whole is none, and its tokens are counted all the same",
        arguments: [
            ("length", "answer_cut_off"), ("content_filter", "answer_refused"),
        ])
    func finishReasons(reason: String, code: String) async throws {
        for script in [
            completion("x", finish: reason), stream(delta("x", finish: reason), usageEvent, "data: [DONE]\n\n"),
        ] {
            try await ScriptedServer.with(script) { server in
                let outcome = try await chat(server, ["prompt": "x"])
                #expect(outcome.failure?.code.rawValue == code && outcome.failure?.isRetryable == false)
                #expect(outcome.costs.first?.amounts["completion_tokens"] == 3)
            }
        }
    }

    @Test(
        "a stream that breaks off, holds an error or is none has its code",
        arguments: [
            (["data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n"], "network_error"), ([], "network_error"),
            (["data: {\"error\":{\"code\":429}}\n\n"], "rate_limit"),
            (["data: {\"error\":{\"message\":\"m\",\"code\":400}}\n\n"], "invalid_request"),
            (["data: {\"error\":{\"code\":\"content_filter\"}}\n\n"], "answer_refused"),
            (["data: {\"error\":\"m\"}\n\n"], "network_error"), (["data: nonsense\n\n"], "network_error"),
            (
                ["data: {\"choices\":[{\"delta\":{\"refusal\":\"no\"},\"finish_reason\":\"stop\"}]}\n\n"],
                "answer_refused"
            ),
        ] as [([String], String)])
    func streams(events: [String], code: String) async throws {
        try await ScriptedServer.with(stream(events.joined())) { server in
            let failure = try await chat(server, ["prompt": "x"]).failure
            #expect(failure?.code.rawValue == code)
        }
    }

    @Test("a chunked stream that is cut in the middle is retried later")
    func cutChunk() async throws {
        let script: ScriptedServer.Script = { _, connection in
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n40\r\ndata: {")
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let failure = try await chat(server, ["prompt": "x"]).failure
            #expect(failure?.code == .networkError)
        }
    }

    @Test("what is no completion is not an answer", arguments: ["", "<html>", "{}", "[]", #"{"choices": []}"#])
    func noCompletion(body: String) async throws {
        try await ScriptedServer.with({ _, connection in connection.reply(200, body) }) { server in
            let failure = try await chat(server, ["prompt": "x"]).failure
            #expect(failure?.code == .networkError)
        }
    }
}
