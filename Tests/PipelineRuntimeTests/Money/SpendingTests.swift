import Broker
import JSONModel
import PipelineDefinitions
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Money that steps spend")
struct SpendingTests {
    private static let most = Money(nanos: 1000)

    /// Reserves for a model, and settles as the test says for each try: `nil` for not at all.
    private static func spend(_ settlements: [Money??], failing: Set<Int> = []) -> Act {
        { _, context in
            let reservation = try await context.reserve(most, for: "m")
            if let settlement = settlements[context.attempt - 1] {
                context.record(
                    Cost(kind: "model", name: "m", amounts: ["tokens": 3], money: settlement), settling: reservation)
            }
            if failing.contains(context.attempt) { throw StepFailure(.networkError, "no line") }
            return .null
        }
    }

    private func harness(
        _ act: @escaping Act, budget: Money? = nil, _ step: String = "", deliveries: Int = 10
    ) async throws -> RuntimeHarness {
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: spend }\(step)")],
            subscriptions: [.named("main", deliveries: deliveries)], acts: ["spend": act])
        if let budget {
            var topology = harness.project.topology
            topology.budgets = [Budget(scope: .job, limit: budget)]
            try await harness.broker.configure(topology, at: harness.time.now)
        }
        return harness
    }

    private func line(_ harness: RuntimeHarness) async throws -> CostLine {
        try #require(try await harness.broker.costs(CostQuery(by: .model)).first { $0.key == "m" })
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let settlement: Money??
        let spent: Money
        let unknown: Int
    }

    @Test(
        "A call is settled with its step",
        arguments: [
            Case(testDescription: "billed", settlement: .some(Money(nanos: 400)), spent: Money(nanos: 400), unknown: 0),
            Case(testDescription: "free", settlement: .some(.zero), spent: .zero, unknown: 0),
            Case(testDescription: "unknown", settlement: .some(nil), spent: most, unknown: 1),
            Case(testDescription: "never settled", settlement: .none, spent: most, unknown: 1),
        ])
    func settled(_ one: Case) async throws {
        let harness = try await harness(Self.spend([one.settlement]))
        try await harness.whileRunning {
            _ = try await harness.submit(until: .completed)
            let line = try await line(harness)
            #expect(line.spent == one.spent && line.unknown == one.unknown && line.reserved == .zero)
        }
    }

    @Test("What failed tries have spent is settled with the step that succeeds in the end")
    func failedTries() async throws {
        let harness = try await harness(
            Self.spend([.some(Money(nanos: 300)), .some(Money(nanos: 200))], failing: [1]),
            ", retry: { delays: [1s], jitter: 0 }")
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.pass(.seconds(1))
            try await harness.job(id, becomes: .completed)
            let line = try await line(harness)
            #expect(line.spent == Money(nanos: 500) && line.unknown == 0 && line.calls == 2)
        }
    }

    @Test("What a step has spent that fails is settled with its failure")
    func failure() async throws {
        let harness = try await harness(Self.spend([.some(Money(nanos: 300))], failing: [1]))
        try await harness.whileRunning {
            _ = try await harness.submit(until: .retrying)
            let line = try await line(harness)
            #expect(line.spent == Money(nanos: 300) && line.unknown == 0)
        }
    }

    @Test("What a step has spent that others stop is settled with what comes next")
    func stopped() async throws {
        let spent = Gate()
        let harness = try await RuntimeHarness(
            [
                "main": """
                steps:
                  - parallel:
                      - { id: a, uses: test.act, with: { act: spend } }
                      - { id: b, uses: test.act, with: { act: fail } }
                on_failure:
                  - { id: tell, uses: test.act, with: { act: none } }
                """
            ],
            acts: [
                "spend": { _, context in
                    let reservation = try await context.reserve(Self.most, for: "m")
                    context.record(
                        Cost(kind: "model", name: "m", amounts: [:], money: Money(nanos: 100)), settling: reservation)
                    spent.open()
                    try await context.waitForAbort()
                    return .null
                },
                "fail": { _, _ in
                    await spent.wait()
                    throw StepFailure(.notFound, "gone")
                },
            ])
        try await harness.whileRunning {
            _ = try await harness.submit(until: .failed)
            let line = try await line(harness)
            #expect(line.spent == Money(nanos: 100) && line.unknown == 0)
        }
    }

    @Test("A budget that does not hold the call stops the job for good, in a state with a name")
    func budget() async throws {
        let harness = try await harness(
            Self.spend([.some(nil)]), budget: Money(nanos: 999), ", retry: { delays: [1s] }")
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.code == "budget_exceeded" && job.failure?.step == "a" && job.attempt == 1)
            var query = DeadLetterQuery()
            query.jobID = job.id
            #expect(try await harness.broker.deadLetters(query).first?.reason == "BudgetExceeded")
        }
    }

    @Test("An item that a budget stops fails its list in the same way")
    func budgetOfItems() async throws {
        let harness = try await harness(
            Self.spend([.some(.zero), .some(nil)]), budget: Money(nanos: 999), ", for_each: [1, 2]")
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.code == "budget_exceeded" && job.failure?.details["index"] == 0)
        }
    }
}
