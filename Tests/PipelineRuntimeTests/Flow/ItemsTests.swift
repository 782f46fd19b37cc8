import Broker
import JSONModel
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("A step for each item of a list")
struct ItemsTests {
    private static let squares = """
        steps:
          - id: squares
            uses: test.act
            for_each: "${{ input.numbers }}"
            at_once: 2
            with: { act: square, value: "${{ item }}" }
        output: "${{ steps.squares.output }}"
        """

    private static let square: Act = { value, _ in .int((value.intValue ?? 0) * (value.intValue ?? 0)) }

    @Test("Outputs are a list in the order of the items, and each item is recorded by itself")
    func order() async throws {
        let harness = try await RuntimeHarness(["main": Self.squares], acts: ["square": Self.square])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["numbers": [3, 1, 2]], until: .completed)
            #expect(job.result == [["value": 9], ["value": 1], ["value": 4]])
            let ids = try await harness.broker.steps(of: job.id).map(\.stepID)
            #expect(ids.count == 4 && ids.last == "squares")
            #expect(Set(ids) == ["squares", "squares.0", "squares.1", "squares.2"])
        }
    }

    @Test("An empty list is a list")
    func empty() async throws {
        let harness = try await RuntimeHarness(["main": Self.squares])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["numbers": []], until: .completed)
            #expect(job.result == [])
        }
    }

    @Test("`index` counts from 0, and an item that `when` skips is null")
    func skipped() async throws {
        let harness = try await RuntimeHarness([
            "main": """
            steps:
              - id: odd
                uses: test.act
                for_each: "${{ input.words }}"
                when: index % 2 == 1
                with: { act: none, value: "${{ item + string(index) }}" }
            """
        ])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["words": ["a", "b", "c", "d"]], until: .completed)
            #expect(job.result == [nil, ["value": "b1"], nil, ["value": "d3"]])
            let skipped = try await harness.broker.steps(of: job.id).filter { $0.status == .skipped }
            #expect(Set(skipped.map(\.stepID)) == ["odd.0", "odd.2"])
        }
    }

    @Test("No more than `at_once` run at the same time")
    func limit() async throws {
        let (running, most) = (Journal<Int>(), Journal<Int>())
        let gate = Gate()
        let harness = try await RuntimeHarness(
            ["main": Self.squares],
            acts: [
                "square": { _, _ in
                    running.note(1)
                    most.note(running.entries.reduce(0, +))
                    await gate.wait()
                    running.note(-1)
                    return .null
                }
            ])
        try await harness.whileRunning {
            defer { gate.open() }
            let id = try await harness.submit("main", ["numbers": [1, 2, 3, 4, 5]])
            try await eventually("two run") { running.entries.count == 2 }
            gate.open()
            try await harness.job(id, becomes: .completed)
            #expect(most.entries.count == 5)
            #expect(most.entries.max() == 2)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let input: JSONValue
        let code: String
    }

    @Test(
        "What is no list of at most 10,000 items fails the job",
        arguments: [
            Refusal(testDescription: "a text", input: "abc", code: "type_mismatch"),
            Refusal(testDescription: "nothing", input: nil, code: "type_mismatch"),
            Refusal(
                testDescription: "10,001 items", input: .array(Array(repeating: 1, count: 10_001)),
                code: "invalid_payload"),
        ])
    func refused(_ refusal: Refusal) async throws {
        let harness = try await RuntimeHarness(["main": Self.squares])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["numbers": refusal.input], until: .failed)
            #expect(job.failure?.code == refusal.code && job.failure?.step == "squares")
            #expect(try await harness.broker.steps(of: job.id) == [])
        }
    }

    @Test("A failing item fails the step, which says which item it was")
    func failure() async throws {
        let harness = try await RuntimeHarness(
            ["main": Self.squares],
            acts: [
                "square": { value, _ in
                    guard value != 7 else { throw StepFailure(.notFound, "no seven", details: ["n": 7]) }
                    return value
                }
            ])
        try await harness.whileRunning {
            let job = try await harness.submit("main", ["numbers": [1, 2, 7, 4, 5, 6]], until: .failed)
            #expect(job.failure?.code == "not_found" && job.failure?.step == "squares")
            #expect(job.failure?.details == ["n": 7, "index": 2])
            let failed = try await harness.broker.steps(of: job.id).filter { $0.status == .failed }
            #expect(failed.map(\.stepID) == ["squares.2", "squares"])
        }
    }

    @Test("Each item has its own tries, and the next attempt runs only those that did not finish")
    func resumed() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(
            [
                "main": """
                steps:
                  - id: fetch
                    uses: test.act
                    for_each: [one, two, three]
                    with: { act: fetch, value: "${{ item }}" }
                    retry: { delays: [1s], jitter: 0 }
                """
            ],
            acts: [
                "fetch": { value, context in
                    ran.note(context.stepID)
                    let isTwo = value == "two"
                    if isTwo, ran.entries.count(where: { $0 == "fetch.1" }) < 3 {
                        throw StepFailure(.networkError, "no line")
                    }
                    return value
                }
            ])
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.pass(.seconds(1))
            try await harness.job(id, becomes: .retrying)
            #expect(ran.entries == ["fetch.0", "fetch.1", "fetch.1"])
            try await harness.clock.pass(.seconds(16))
            let job = try await harness.job(id, becomes: .completed)
            #expect(ran.entries == ["fetch.0", "fetch.1", "fetch.1", "fetch.1", "fetch.2"])
            #expect(job.result == [["value": "one"], ["value": "two"], ["value": "three"]])
        }
    }

    @Test("A worker that dies leaves the items that are finished, and another runs the rest")
    func crash() async throws {
        let ran = Journal<String>()
        let harness = try await RuntimeHarness(
            ["main": Self.squares],
            acts: [
                "square": { value, context in
                    ran.note(context.stepID)
                    return try await Self.square(value, context)
                }
            ])
        let id = try await harness.submit("main", ["numbers": [2, 3, 4]])
        let request = LockRequest(subscription: "main", limit: 1, worker: "dead")
        let delivery = try #require(try await harness.broker.lock(request, at: harness.time.now).deliveries.first)
        for index in [0, 2] {
            let record = StepRecord(
                stepID: "squares.\(index)", status: .completed, output: ["value": .int(Int64(100 + index))], attempt: 1,
                delivery: 1, startedAt: harness.time.now, endedAt: harness.time.now)
            let answers = await harness.broker.checkpoint(
                [Checkpoint(lock: delivery.lock, step: record, progress: 66)], at: harness.time.now)
            for answer in answers { try answer.get() }
        }
        harness.clock.move(to: .seconds(60))
        #expect(try await harness.broker.sweep(liveWorkers: [], at: harness.time.now) == 1)
        try await harness.whileRunning {
            let job = try await harness.job(id, becomes: .completed)
            #expect(ran.entries == ["squares.1"])
            #expect(job.result == [["value": 100], ["value": 9], ["value": 102]])
            #expect(harness.broker.checkpoints.entries.compactMap(\.progress).allSatisfy { $0 >= 66 })
        }
    }

    @Test("A long list is run, each item once")
    func many() async throws {
        let harness = try await RuntimeHarness([
            "main": """
            steps:
              - { id: all, uses: test.act, for_each: "${{ input.list }}", at_once: 100, with: { act: none } }
            output: "${{ size(steps.all.output) }}"
            """
        ])
        try await harness.whileRunning {
            let list = JSONValue.array((0..<2000).map { .int($0) })
            let job = try await harness.submit("main", ["list": list], until: .completed)
            #expect(job.result == 2000)
            #expect(try await harness.broker.steps(of: job.id).count == 2001)
        }
    }
}
