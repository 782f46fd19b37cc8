import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("A pipeline as a step of another")
struct ChildTests {
    private static let child = """
        ---
        kind: pipeline
        name: shout
        input: { type: object, required: [word], properties: { word: { type: string } } }
        steps:
          - { id: loud, uses: test.act, with: { act: loud, value: "${{ input.word }}" } }
          - { id: twice, uses: test.act, with: { act: twice, value: "${{ steps.loud.output.value }}" } }
        output: { text: "${{ steps.twice.output.value }}", by: "${{ job.creatorId }}" }
        """

    private static func parent(_ more: String = "") -> String {
        """
        steps:
          - { id: loud, uses: test.act, with: { act: none, value: mine }, progress: 20 }
          - { id: sub, uses: pipeline/shout, with: { word: "${{ input.word }}" }, progress: 80\(more) }
          - { id: last, uses: test.act, with: { act: none, value: "${{ steps.sub.output.text + steps.loud.output.value }}" } }

        """ + child
    }

    private static func acts(_ ran: Journal<String> = Journal()) -> [String: Act] {
        [
            "loud": { value, context in
                ran.note(context.stepID)
                return .string((value.stringValue ?? "").uppercased())
            },
            "twice": { value, context in
                ran.note(context.stepID)
                return .string((value.stringValue ?? "") + (value.stringValue ?? ""))
            },
        ]
    }

    @Test("Its steps run inside the job, with an input and steps of their own")
    func inside() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(["main": Self.parent()], acts: Self.acts(ran))
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["word": "hey"], until: .completed)
            #expect(job.result == ["value": "HEYHEYmine"])
            #expect(ran.entries == ["sub.loud", "sub.twice"])
            let steps = try await harness.broker.steps(of: job.id)
            #expect(steps.map(\.stepID) == ["loud", "sub.loud", "sub.twice", "sub", "last"])
            #expect(steps.first { $0.stepID == "sub" }?.output == ["text": "HEYHEY", "by": "ada"])
            #expect(harness.broker.checkpoints.entries.compactMap(\.progress) == [20, 50, 80, 80, 100])
        }
    }

    @Test("Its input is checked against its schema")
    func input() async throws {
        let harness = try await RuntimeHarness(["main": Self.parent()], acts: Self.acts())
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["word": 7], until: .failed)
            #expect(job.failure?.code == "invalid_payload" && job.failure?.step == "sub")
            #expect(job.failure?.details["pointer"] == "/word")
        }
    }

    @Test("A step of it that fails fails the step that uses it, under its own name")
    func failure() async throws {
        let harness = try await RuntimeHarness(
            ["main": Self.parent()],
            acts: ["twice": { _, _ in throw StepFailure(.notFound, "gone") }])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["word": "hey"], until: .failed)
            #expect(job.failure?.code == "not_found" && job.failure?.step == "sub.twice")
            let failed = try await harness.broker.steps(of: job.id).filter { $0.status == .failed }
            #expect(failed.map(\.stepID) == ["sub.twice", "sub"])
        }
    }

    @Test("Its finished steps stay finished: a try of the step goes on where the last one stopped")
    func retried() async throws {
        let ran = Journal<String>()
        var acts = Self.acts(ran)
        acts["twice"] = { value, context in
            ran.note(context.stepID)
            if ran.entries.count == 2 { throw StepFailure(.networkError, "no line") }
            return value
        }
        let harness = try await RuntimeHarness(
            ["main": Self.parent(", retry: { delays: [3s], jitter: 0 }")], acts: acts)
        try await harness.whileRunning {
            let id = try await harness.submit("main", ["word": "hey"])
            try await harness.clock.pass(.seconds(3))
            let job = try await harness.job(id, becomes: .completed)
            #expect(job.attempt == 1)
            #expect(ran.entries == ["sub.loud", "sub.twice", "sub.twice"])
        }
    }

    @Test("Its time is over when the step's timeout is")
    func timeout() async throws {
        let harness = try await RuntimeHarness(
            ["main": Self.parent(", timeout: 7s")],
            acts: [
                "loud": { _, context in
                    try await context.waitForAbort()
                    return .null
                }
            ])
        try await harness.whileRunning {
            let id = try await harness.submit("main", ["word": "hey"])
            try await harness.clock.pass(.seconds(7))
            let job = try await harness.job(id, becomes: .retrying)
            #expect(job.failure?.code == "timeout" && job.failure?.step == "sub")
        }
    }

    @Test("A pipeline for each item of a list")
    func items() async throws {
        let harness = try await RuntimeHarness(
            [
                "main": """
                steps:
                  - { id: all, uses: pipeline/shout, for_each: [a, b], at_once: 2, with: { word: "${{ item }}" } }
                output: "${{ steps.all.output.map(one, one.text) }}"

                """ + Self.child
            ], acts: Self.acts())
        try await harness.whileRunning {
            let job = try await harness.submit(until: .completed)
            #expect(job.result == ["AA", "BB"])
            let ids = Set(try await harness.broker.steps(of: job.id).map(\.stepID))
            #expect(ids == ["all", "all.0", "all.0.loud", "all.0.twice", "all.1", "all.1.loud", "all.1.twice"])
        }
    }
}
