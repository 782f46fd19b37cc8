import JSONModel
import TestSupport
import Testing

/// The server's settlements against the ledger of a model that keeps its own books and misbehaves.
@Suite("Money, held against the model's own ledger", .serialized)
struct MoneyTests {
    private static let pipeline = """
        kind: pipeline
        name: ask
        input: { type: object, required: [text], properties: { text: { type: string } } }
        steps:
          - id: answer
            uses: model.chat
            with: { model: tester, prompt: "${{ input.text }}", max_tokens: 100 }
            retry: { delays: [10ms, 20ms], on: [rate_limit, network_error] }
        """

    private static let routing = """
        kind: routing
        topics:
          jobs:
            subscriptions:
              ask: { match: { jobType: ask }, pipeline: ask, concurrency: 50, deliveries: 1 }
        """

    /// A token costs a millionth of the unit, whether asked or answered.
    private static func models(budgets: String) -> String {
        """
        kind: models
        currency: USD
        providers: { local: { kind: openai, endpoint_variable: TESTER_ENDPOINT } }
        models:
          tester:
            provider: local
            deployment: tester
            abilities: [chat]
            context: 8000
            prices: { input: 1, output: 1 }
        budgets: \(budgets)
        """
    }

    private struct Bench {
        let model: RunningModel
        let server: RunningServer

        init(fault: String, budgets: String) async throws {
            let project = try TestProject(
                withShippedPipelines: false,
                [
                    "ask.yaml": MoneyTests.pipeline, "routing.yaml": MoneyTests.routing,
                    "models.yaml": MoneyTests.models(budgets: budgets),
                ])
            model = try await RunningModel(project, fault: fault)
            server = try await RunningServer(project, [], ["TESTER_ENDPOINT": model.endpoint])
        }

        /// - Returns: the status of each job, once all have ended.
        func ask(_ count: Int) async throws -> [String] {
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<count {
                    group.addTask {
                        let body = JSONValue.object(["text": .string("question number \(number)")]).text()
                        let answer = try await server.api.call(
                            "POST", "/v1/jobs/ask", body, headers: [("Prefer", "wait=60")])
                        return answer.body["status"]?.stringValue ?? "none"
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        /// What the model billed, in nanos.
        func billed() async throws -> Int64 {
            let totals = try await APIClient(address: model.endpoint).call("GET", "/_dev/ledger").body["totals"]
            let tokens = totals?["tester"].map { total in
                (total["prompt_tokens"]?.intValue ?? 0) + (total["completion_tokens"]?.intValue ?? 0)
            }
            return (tokens ?? 0) * 1000
        }

        /// What the server says it spent, in nanos.
        func spent() async throws -> Int64 {
            let total = try await server.api.call("GET", "/v1/costs?by=model").body["total"]
            return Int64(((total?["spent"]?.doubleValue ?? -1) * 1e9).rounded())
        }
    }

    @Test(
        "What is settled is never below what was billed, whatever the model does",
        arguments: ["truncate*4", "break_off*4", "malformed*4", "bill_then_fail*4", "no_usage", "token_delay=1ms"])
    func settlements(fault: String) async throws {
        let bench = try await Bench(fault: fault, budgets: "{}")
        _ = try await bench.ask(10)
        let billed = try await bench.billed()
        #expect(billed > 0)
        #expect(try await bench.spent() >= billed)
    }

    @Test("Fifty jobs at once do not spend more than the budget together, and those it stops say so")
    func budget() async throws {
        let bench = try await Bench(fault: "delay=1ms", budgets: "{ day: 0.001 }")
        let statuses = try await bench.ask(50)
        #expect(Set(statuses) == ["completed", "failed"])
        #expect(try await bench.billed() <= 1_000_000)
        #expect(try await bench.spent() <= 1_000_000)
        let failed = try await bench.server.api.call("GET", "/v1/jobs?status=failed&limit=1").body["jobs"]?[0]
        #expect(failed?["error"]?["code"] == "budget_exceeded")
        let letters = try await bench.server.api.call("GET", "/v1/dead-letters?reason=BudgetExceeded").body
        #expect(letters["letters"]?.arrayValue?.isEmpty == false)
    }

    @Test("A budget of zero lets no call out that costs anything")
    func zero() async throws {
        let bench = try await Bench(fault: "delay=1ms", budgets: "{ job: 0 }")
        #expect(try await bench.ask(3) == ["failed", "failed", "failed"])
        #expect(try await bench.model.count("requests") == 0)
    }

    @Test("Cancelling a job closes the connection to the model, and the call counts at its most")
    func cancelled() async throws {
        let bench = try await Bench(fault: "hang", budgets: "{}")
        let id = try await bench.server.api.submit("ask", ["text": "anything"])
        try await eventually("the model holds the request") { try await bench.model.count("held_requests") == 1 }
        #expect(try await bench.server.api.call("DELETE", "/v1/jobs/\(id)").status == 200)
        try await eventually("the connection is closed") { try await bench.model.count("client_disconnects") == 1 }
        try await eventually("the job is cancelled") { try await bench.server.api.status(of: id) == "cancelled" }
        #expect(try await bench.spent() > 0)
    }
}
