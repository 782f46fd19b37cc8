import Broker
import JSONModel
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("What the store says to steps that watch over it")
struct StoreAnswersTests {
    private static func asking(_ question: StoreQuestion) -> [String: Act] {
        [
            "fail": { _, _ in throw StepFailure(.notFound, "gone") },
            "ask": { _, context in try await context.ask(question) },
        ]
    }

    private func answer(_ question: StoreQuestion) async throws -> JSONValue {
        let harness = try await RuntimeHarness(
            [
                "main": steps("id: a, uses: test.act, with: { act: ask }"),
                "bad": steps("id: a, uses: test.act, with: { act: fail }"),
            ], acts: Self.asking(question))
        var answer = JSONValue.null
        try await harness.whileRunning {
            _ = try await harness.submit("bad", until: .failed)
            _ = try await harness.submit("bad", until: .failed)
            answer = try await harness.submit("main", until: .completed).result?["value"] ?? .null
        }
        return answer
    }

    @Test("Deliveries by subscription")
    func counts() async throws {
        let answer = try await answer(.counts)
        let bad = answer.arrayValue?.first { $0["subscription"] == "bad" }
        #expect(bad?["dead"] == 2 && bad?["ready"] == 0)
    }

    @Test("Dead letters by what they died of, with as many samples as asked for", arguments: [0, 1, 5])
    func groups(samples: Int) async throws {
        let groups = try await answer(.deadLetterGroups(samples: samples)).arrayValue ?? []
        #expect(groups.count == 1)
        let group = try #require(groups.first)
        #expect(group["count"] == 2 && group["code"] == "not_found" && group["reason"] == "PermanentFailure")
        #expect(group["samples"]?.arrayValue?.count == min(samples, 2))
    }

    @Test("Jobs by type and status")
    func figures() async throws {
        let figures = try await answer(.jobFigures(within: .seconds(60))).arrayValue ?? []
        let bad = figures.first { $0["jobType"] == "bad" }
        #expect(bad?["status"] == "failed" && bad?["count"] == 2 && bad?["seconds"] == 0.0)
    }

    @Test("Costs by model")
    func costs() async throws {
        #expect(try await answer(.costs(within: .seconds(60))) == [])
    }
}
