import JSONModel
import StepKit
import StepKitTesting
import TestSupport
import Testing

@testable import ModelChatStep

/// Two models at one server: `/big` and `/small`. A token of the big one costs 1000 nanos in and 2000 out.
private func catalogue(_ server: ScriptedServer, _ changes: [String: JSONValue] = [:]) -> JSONValue {
    var catalogue: [String: JSONValue] = [
        "providers": [
            "azure": [
                "kind": "azure-ai", "endpoint_variable": "AZURE_ENDPOINT", "key_variable": "AZURE_KEY",
                "api_version": "v9",
            ],
            "local": ["kind": "openai", "endpoint": .string(server.url("/small"))],
        ],
        "models": [
            "big": [
                "provider": "azure", "deployment": "Big-V3", "abilities": ["chat", "vision"], "context": 1000,
                "prices": ["input": 1, "cached_input": 0.5, "output": 2],
            ],
            "small": ["provider": "local", "context": 1000, "prices": ["input": 0, "output": 0]],
            "unpriced": ["provider": "local", "context": 1000],
        ],
        "roles": ["writing": "big"], "fallbacks": ["big": ["small"]],
        "router": [
            ["when": "request.task == 'hard' && request.jobType == 'test.job'", "model": "big"], ["model": "small"],
        ],
    ]
    catalogue.merge(changes) { $1 }
    return .object(catalogue)
}

private func ask(
    _ server: ScriptedServer, _ input: JSONValue, _ changes: [String: JSONValue] = [:], budget: Money? = nil,
    isSetUp: Bool = true
) async throws -> StepOutcome {
    let variables = ["AZURE_ENDPOINT": server.url("/big"), "AZURE_KEY": isSetUp ? "k" : ""]
    let environment = StepEnvironment(variables: variables, settings: ["models": catalogue(server, changes)])
    return await (try StepHarness(environment: environment, budget: budget)).run(ModelChatStep.self, with: input)
}

/// Answers the big model's requests with one script and the others with another.
private func either(
    big: @escaping ScriptedServer.Script, small: @escaping ScriptedServer.Script = completion("small")
) -> ScriptedServer.Script {
    { request, connection in (request.target.hasPrefix("/big") ? big : small)(request, connection) }
}

@Suite("Asking by the catalogue", .timeLimit(.minutes(10)))
struct CatalogueTests {
    @Test(
        "a name, a role and the router lead to a model, its deployment and its key",
        arguments: [["model": "big"], ["model": "writing"], ["model": "auto", "task": "hard"], ["task": "hard"]])
    func names(choice: [String: JSONValue]) async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let outcome = try await ask(server, .object(choice.merging(["prompt": "x"]) { $1 }))
            #expect(try outcome.output["text"] == "x" && outcome.costs.map(\.name) == ["big"])
            let sent = server.requests[0]
            #expect(sent.target == "/big/chat/completions?api-version=v9" && sent.json["model"] == "Big-V3")
            #expect(sent.headers["api-key"] == "k" && sent.headers["authorization"] == nil)
        }
    }

    @Test("what the rules do not name goes to the last of them, without a key")
    func router() async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let outcome = try await ask(server, ["prompt": "x"])
            #expect(outcome.costs.map(\.name) == ["small"])
            #expect(
                server.requests[0].target == "/small/chat/completions" && server.requests[0].headers["api-key"] == nil)
        }
    }

    @Test(
        "a model that is unknown, not set up or not able is not asked",
        arguments: [
            (["model": "bigg", "prompt": "x"], true, "did you mean `big`?"),
            (["model": "big", "prompt": "x"], false, "set AZURE_KEY"),
        ] as [(JSONValue, Bool, String)])
    func refused(input: JSONValue, isSetUp: Bool, words: String) async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let failure = try await ask(server, input, isSetUp: isSetUp).failure
            #expect(failure?.code == .modelNotConfigured && failure?.message.hasSuffix(words) == true)
            #expect(server.connections == 0)
        }
    }

    @Test("a catalogue that cannot be read is no catalogue at all")
    func broken() async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let outcome = try await ask(server, ["prompt": "x"], ["models": 3])
            #expect(outcome.failure?.message.contains("/models") == true && server.connections == 0)
        }
    }

    @Test(
        "another model is asked where the first is limited or out of reach, and each call has its account",
        arguments: [(429, Money.zero), (502, nil)] as [(Int, Money?)])
    func fallback(status: Int, money: Money?) async throws {
        try await ScriptedServer.with(either(big: { _, connection in connection.reply(status) })) { server in
            let outcome = try await ask(server, ["model": "big", "prompt": "x"])
            #expect(try outcome.output["text"] == "small")
            #expect(outcome.reservations.map(\.name) == ["big", "small"])
            #expect(outcome.reservations.map(\.settled?.money) == [money, .zero])
        }
    }

    @Test("where no model answers, the failure is the first one's", arguments: [500, 429, 401])
    func nobody(status: Int) async throws {
        let limited: ScriptedServer.Script = { _, connection in connection.reply(429, headers: ["Retry-After: 7"]) }
        let script = either(big: limited, small: { _, connection in connection.reply(status) })
        try await ScriptedServer.with(script) { server in
            let failure = try await ask(server, ["model": "big", "prompt": "x"]).failure
            #expect(failure?.code == .rateLimit && failure?.disposition == .retryable(after: .seconds(7)))
            #expect(server.requests.count == 2)
        }
    }

    @Test("a failure that another model would share is final", arguments: [400, 401, 404])
    func noFallback(status: Int) async throws {
        try await ScriptedServer.with(either(big: { _, connection in connection.reply(status) })) { server in
            let outcome = try await ask(server, ["model": "big", "prompt": "x"])
            #expect(outcome.failure?.isRetryable == false && server.requests.count == 1)
        }
    }
}

@Suite("What calls cost", .timeLimit(.minutes(10)))
struct AccountTests {
    private static let input: JSONValue = ["model": "big", "prompt": "0123456789", "max_tokens": 100]

    private func answer(_ usage: JSONValue, finish: String = "stop") -> ScriptedServer.Script {
        let body: JSONValue = [
            "usage": usage, "choices": [["message": ["content": "x"], "finish_reason": .string(finish)]],
        ]
        return { _, connection in connection.reply(200, body.text()) }
    }

    @Test(
        "the bill is what the server counted: cached tokens apart, thinking included",
        arguments: [
            (["prompt_tokens": 7, "completion_tokens": 3], 13_000),
            (["prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": ["cached_tokens": 4]], 11_000),
            (["prompt_tokens": 7, "completion_tokens": 3, "prompt_cache_hit_tokens": 4], 11_000),
            (["prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 30], 53_000),
        ] as [(JSONValue, Int64)])
    func billed(usage: JSONValue, nanos: Int64) async throws {
        try await ScriptedServer.with(answer(usage)) { server in
            let outcome = try await ask(server, Self.input, budget: Money(nanos: 2_000_000))
            let account = try #require(outcome.reservations.first)
            #expect(try outcome.output["text"] == "x" && account.settled?.money == Money(nanos: nanos))
            #expect(account.most >= Money(nanos: nanos) && outcome.reservations.count == 1)
        }
    }

    @Test(
        "numbers that are missing or cannot be are unknown",
        arguments: [
            nil, [:], ["prompt_tokens": 7], ["prompt_tokens": -7, "completion_tokens": 3], ["total_tokens": 9],
        ]
            as [JSONValue])
    func unknown(usage: JSONValue) async throws {
        try await ScriptedServer.with(answer(usage)) { server in
            let settled = try await ask(server, Self.input).reservations.first?.settled
            #expect(settled != nil && settled?.money == nil)
        }
    }

    @Test("an answer that was cut off or refused is paid for all the same", arguments: ["length", "content_filter"])
    func cutOff(reason: String) async throws {
        try await ScriptedServer.with(answer(["prompt_tokens": 7, "completion_tokens": 3], finish: reason)) { server in
            let outcome = try await ask(server, Self.input)
            #expect(outcome.failure?.isRetryable == false)
            #expect(outcome.reservations.map(\.settled?.money) == [Money(nanos: 13_000)])
        }
    }

    @Test("a stream that breaks off after it has begun to count is unknown")
    func brokenStream() async throws {
        let early = #"data: {"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":7,"completion_tokens":1}}"#
        let whole = stream(early + "\n\n", delta("y", finish: "stop"), usageEvent, "data: [DONE]\n\n")
        for (script, money) in [(stream(early + "\n\n"), nil), (whole, Money(nanos: 13_000))] {
            try await ScriptedServer.with(script) { server in
                let outcome = try await ask(server, Self.input, ["fallbacks": [:]])
                #expect(outcome.reservations.map(\.settled?.money) == [money])
            }
        }
    }

    @Test("a repair is a call of its own, and so is one without an option")
    func calls() async throws {
        let refusal: ScriptedServer.Script = { _, connection in
            connection.reply(400, #"{"error":{"message":"no response_format here"}}"#)
        }
        let answers = Answers([refusal, completion("no JSON"), completion("3")])
        try await ScriptedServer.with(answers.script) { server in
            let input: JSONValue = ["model": "big", "prompt": "x", "answer_schema": ["type": "integer"]]
            let outcome = try await ask(server, input)
            #expect(try outcome.output["value"] == 3)
            #expect(outcome.reservations.map(\.settled?.money) == [.zero, Money(nanos: 13_000), Money(nanos: 13_000)])
        }
    }

    @Test("a call that a budget does not hold is not made, a free one is")
    func budget() async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let refused = try await ask(server, Self.input, budget: .zero)
            #expect(refused.failure?.code == "budget_exceeded" && refused.failure?.isRetryable == false)
            #expect(server.connections == 0)
            #expect(try await ask(server, ["model": "small", "prompt": "x"], budget: .zero).output["text"] == "x")
        }
    }

    @Test("a model without prices is asked and counts as unknown, but not where budgets want to hold it")
    func priceMissing() async throws {
        try await ScriptedServer.with(completion("x")) { server in
            let input: JSONValue = ["model": "unpriced", "prompt": "x"]
            let outcome = try await ask(server, input)
            #expect(try outcome.output["text"] == "x")
            #expect(outcome.reservations.map(\.most) == [.zero] && outcome.costs.map(\.money) == [nil])
            let failure = try await ask(server, input, ["budgets": ["day": 5]]).failure
            #expect(failure?.code == .priceMissing && failure?.isRetryable == false && server.requests.count == 1)
        }
    }

    @Test(
        "an endless answer is no answer, and is not asked for again",
        arguments: ["application/json", "text/event-stream"])
    func endless(type: String) async throws {
        let flood: ScriptedServer.Script = { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: 314572800\r\n\r\n")
            let event = [UInt8](delta(String(repeating: "x", count: 60_000)).utf8)
            while connection.send(event) {}
            return .close
        }
        try await ScriptedServer.with(flood) { server in
            let outcome = try await ask(server, Self.input)
            #expect(outcome.failure?.code == .invalidAnswer && server.requests.count == 1)
            #expect(outcome.reservations.map(\.settled?.money) == [nil])
        }
    }

    @Test("an abort closes the connection and leaves the cost open")
    func abort() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        let script: ScriptedServer.Script = { request, connection in
            _ = stream(delta("some"))(request, connection)
            connection.waitForEnd()
            ended.finish()
            return .close
        }
        try await ScriptedServer.with(script) { server in
            let environment = StepEnvironment(settings: [
                "models": catalogue(server, ["router": [["model": "unpriced"]]])
            ])
            let harness = try StepHarness(environment: environment)
            harness.abort(.cancelled, whenProgressReaches: 0.0001)
            let outcome = await harness.run(ModelChatStep.self, with: ["prompt": "x"])
            #expect(outcome.result == .aborted(.cancelled) && outcome.reservations.map(\.settled?.money) == [nil])
            for await _ in ends {}
        }
    }
}
