import Broker
import PipelineDefinitions
import PipelineRuntime
import StepKit
import Testing

@Suite("The steps of an attempt")
struct StepOrderTests {
    @Test("Steps run in order, and each sees what the earlier ones returned")
    func order() async throws {
        let ran = Journal<String>()
        let add: Act = { value, context in
            ran.note(context.stepID)
            return .int((value.intValue ?? 0) + 1)
        }
        let harness = try await RuntimeHarness(
            [
                "main": steps(
                    #"id: one, uses: test.act, with: { act: add, value: "${{ input.start }}" }"#,
                    #"id: two, uses: test.act, with: { act: add, value: "${{ steps.one.output.value }}" }"#,
                    #"id: three, uses: test.act, with: { act: add, value: "${{ steps.two.output.value }}" }"#)
                    + #"output: { sum: "${{ steps.three.output.value }}", by: "${{ job.creatorId }}" }"#
            ], acts: ["add": add])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["start": 4], until: .completed)
            #expect(ran.entries == ["one", "two", "three"])
            #expect(job.result == ["sum": 7, "by": "ada"])
            #expect(job.progress == 100 && job.attempt == 1)
            #expect(
                try await harness.eventTypes(of: job.id) == [
                    "job.submitted", "job.started", "step.completed", "step.completed", "step.completed",
                    "job.completed",
                ])
        }
    }

    @Test("Without an output the last step's is the result")
    func lastOutput() async throws {
        let harness = try await RuntimeHarness(["main": steps("id: a, uses: test.act, with: { act: a, value: 3 }")])
        try await harness.whileRunning {
            let ended = try await harness.submit(until: .completed)
            #expect(ended.result == ["value": 3])
        }
    }

    @Test("A step whose `when` is false is skipped, and later ones can tell")
    func skipped() async throws {
        let harness = try await RuntimeHarness([
            "main": steps(
                "id: a, uses: test.act, when: input.wanted, with: { act: a, value: 1 }",
                #"id: b, uses: test.act, with: { act: b, value: "${{ steps.a.status }}" }"#)
        ])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["wanted": false], until: .completed)
            #expect(job.result == ["value": "skipped"])
            #expect(try await harness.broker.steps(of: job.id).map(\.status) == [.skipped, .completed])
            let other = try await harness.submit("main", ["wanted": true], until: .completed)
            #expect(other.result == ["value": "completed"])
        }
    }

    @Test("A step that was skipped has no output, which expressions can ask for and do without")
    func outputOfSkipped() async throws {
        let harness = try await RuntimeHarness([
            "main": steps(
                "id: a, uses: test.act, when: input.wanted, with: { act: a, value: 1 }",
                #"id: b, uses: test.act, with: { act: b, value: "${{ has(steps.a.output) }}" }"#,
                #"id: c, uses: test.act, with: { act: c, value: "${{ steps.a.?output.value.orValue(7) }}" }"#)
                + #"output: ["${{ steps.b.output.value }}", "${{ steps.c.output.value }}"]"#
        ])
        try await harness.whileRunning {
            let skipped = try await harness.submit("main", ["wanted": false], until: .completed)
            #expect(skipped.result == [false, 7])
            let ran = try await harness.submit("main", ["wanted": true], until: .completed)
            #expect(ran.result == [true, 1])
        }
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pipeline: String
        let code: String
        var pointer: String?
    }

    @Test(
        "What no further try can mend fails the job at once, with a code and a place",
        arguments: [
            Mistake(
                testDescription: "an input that cannot be evaluated",
                pipeline: steps(#"id: a, uses: test.act, with: { act: a, value: { list: [1, "${{ 1 / 0 }}"] } }"#),
                code: "divide_by_zero", pointer: "/value/list/1"),
            Mistake(
                testDescription: "an input of the wrong type",
                pipeline: steps(#"id: a, uses: test.act, with: { act: "${{ 7 }}" }"#),
                code: "invalid_payload", pointer: "/act"),
            Mistake(
                testDescription: "a missing field", pipeline: steps("id: a, uses: test.act"), code: "invalid_payload",
                pointer: "/act"),
            Mistake(
                testDescription: "a plugin nobody knows", pipeline: steps("id: a, uses: test.unknown"),
                code: "unknown_plugin"),
            Mistake(
                testDescription: "an output that was not declared", pipeline: steps("id: a, uses: test.lie"),
                code: "invalid_output", pointer: "/count"),
            Mistake(
                testDescription: "a `when` that is no truth value",
                pipeline: steps("id: a, uses: test.act, when: '1', with: { act: a }"), code: "type_mismatch"),
            Mistake(
                testDescription: "a `when` that cannot be evaluated",
                pipeline: steps("id: a, uses: test.act, when: input.a.b == 1, with: { act: a }"),
                code: "expression_failed"),
        ])
    func mistakes(_ mistake: Mistake) async throws {
        let harness = try await RuntimeHarness(["main": mistake.pipeline])
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.code == mistake.code)
            #expect(job.failure?.step == "a")
            #expect(job.failure?.details["pointer"]?.stringValue == mistake.pointer)
            #expect(job.attempt == 1)
            #expect(try await harness.broker.steps(of: job.id).allSatisfy { $0.status == .failed })
        }
    }

    @Test("A payload that does not fit the pipeline fails the job before its first step")
    func payload() async throws {
        let harness = try await RuntimeHarness([
            "main": "input: { type: object, required: [url] }\n" + steps("id: a, uses: test.act, with: { act: a }")
        ])
        try await harness.whileRunning {
            let job = try await harness.submit(until: .failed)
            #expect(job.failure?.code == "invalid_payload" && job.failure?.step == nil)
            #expect(try await harness.broker.steps(of: job.id) == [])
        }
    }

    @Test("A pipeline that is not in the project any more is read from the store")
    func pinned() async throws {
        let old = try await RuntimeHarness(["main": steps("id: a, uses: test.act, with: { act: a, value: old }")])
        let definition = try #require(old.project.topology.definitions.first)
        let harness = try await RuntimeHarness(["main": steps("id: a, uses: test.act, with: { act: a, value: new }")])
        var topology = old.project.topology
        topology.definitions = [definition]
        try await harness.broker.configure(topology, at: harness.time.now)
        try await harness.whileRunning {
            let ended = try await harness.submit(until: .completed)
            #expect(ended.result == ["value": "old"])
        }
    }
}
