import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import ModelChatStep

@Suite("Answers that must fit a schema", .timeLimit(.minutes(10)))
struct AnswerTests {
    private static let ask: JSONValue = [
        "prompt": "Which mood?", "system": "Be brief.",
        "answer_schema": [
            "type": "object", "required": ["mood"], "additionalProperties": false,
            "properties": ["mood": ["enum": ["good", "bad"]]],
        ],
    ]

    private func refusal(_ word: String) -> ScriptedServer.Script {
        { _, connection in connection.reply(400, "{\"error\":{\"message\":\"unknown field \(word)\"}}") }
    }

    @Test(
        "an answer that fits is parsed, in a fence too",
        arguments: [
            #"{"mood":"good"}"#, "\n ```json\n{\"mood\":\"good\"}\n```\n", "```\n{\"mood\": \"good\"}```",
        ])
    func fits(answer: String) async throws {
        try await ScriptedServer.with(completion(answer)) { server in
            let output = try await chat(server, Self.ask).output
            #expect(output["value"] == ["mood": "good"] && output["text"]?.stringValue == answer)
            #expect(output["repaired"] == false)
            let format = server.requests[0].json["response_format"]
            #expect(format?["type"] == "json_schema" && format?["json_schema"]?["strict"] == true)
            #expect(format?["json_schema"]?["schema"] == Self.ask["answer_schema"])
        }
    }

    @Test("one that does not is repaired once, in the user's role", arguments: ["Good!", #"{"mood":"so so"}"#, ""])
    func repaired(answer: String) async throws {
        let answers = Answers([completion(answer), completion(#"{"mood":"bad"}"#)])
        try await ScriptedServer.with(answers.script) { server in
            let outcome = try await chat(server, Self.ask)
            let output = try outcome.output
            #expect(output["value"] == ["mood": "bad"] && output["repaired"] == true)
            #expect(output["usage"] == ["prompt_tokens": 14, "completion_tokens": 6] && outcome.costs.count == 2)
            let messages = try #require(server.requests.last?.json["messages"]?.arrayValue)
            #expect(messages.map { $0["role"]?.stringValue } == ["system", "user", "assistant", "user"])
            #expect(messages[0]["content"] == "Be brief." && messages[2]["content"]?.stringValue == answer)
            #expect(messages[3]["content"]?.stringValue?.contains("\n- ") == true)
        }
    }

    @Test("after the repair it is an invalid answer, and both tries are counted")
    func invalid() async throws {
        try await ScriptedServer.with(completion(#"{"mood":"xyzzy"}"#)) { server in
            let outcome = try await chat(server, Self.ask)
            let failure = try #require(outcome.failure)
            #expect(failure.code == .invalidAnswer && !failure.isRetryable && !"\(failure)".contains("xyzzy"))
            #expect(server.requests.count == 2 && outcome.costs.count == 2)
        }
    }

    @Test("a server that refuses options by name is asked again without them, each once")
    func fallback() async throws {
        let answers = Answers([
            refusal("response_format"), refusal("stream_options"), refusal("max_tokens, use max_completion_tokens"),
            completion(#"{"mood":"good"}"#),
        ])
        try await ScriptedServer.with(answers.script) { server in
            var ask = Self.ask.objectValue ?? [:]
            ask["max_tokens"] = 50
            let output = try await chat(server, .object(ask)).output
            #expect(output["value"] == ["mood": "good"])
            let last = try #require(server.requests.last?.json)
            #expect(last["response_format"] == nil && last["stream_options"] == nil && last["max_tokens"] == nil)
            #expect(last["max_completion_tokens"] == 50)
            let system = last["messages"]?[0]?["content"]?.stringValue
            #expect(system?.hasPrefix("Be brief.\n\n") == true && system?.contains("\"enum\"") == true)
        }
    }

    @Test("a server that keeps refusing is believed")
    func noFallback() async throws {
        try await ScriptedServer.with(refusal("response_format")) { server in
            let failure = try await chat(server, Self.ask).failure
            #expect(failure?.code == .invalidRequest)
            #expect(server.requests.count == 2)
        }
    }
}
