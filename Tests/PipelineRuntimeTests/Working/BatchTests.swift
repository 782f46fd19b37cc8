import Broker
import Expressions
import JSONModel
import PipelineDefinitions
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Several deliveries that run together")
struct BatchTests {
    private static let pipeline = """
        input: { type: array, items: { type: object } }
        steps:
          - { id: work, uses: test.act, with: { act: work, value: "${{ input }}" }, timeout: 5m }
        output: "${{ steps.work.output.value }}"
        """

    /// Answers each payload with its `n` and how many there were.
    private static func work(_ ran: Journal<Int>) -> [String: Act] {
        [
            "work": { value, _ in
                let payloads = value.arrayValue ?? []
                ran.note(payloads.count)
                return .array(payloads.map { [$0["n"] ?? .null, .int(Int64(payloads.count))] })
            }
        ]
    }

    private func harness(
        _ rule: BatchRule = BatchRule(size: 3, wait: .zero, by: nil), pipeline: String = pipeline, deliveries: Int = 10,
        acts: [String: Act]
    ) async throws -> RuntimeHarness {
        let subscription = SubscriptionDefinition(
            name: "main", match: ["jobType": "main"], pipeline: "main", deliveries: deliveries, batch: rule)
        return try await RuntimeHarness(["main": pipeline], subscriptions: [subscription], acts: acts)
    }

    private func submit(_ harness: RuntimeHarness, _ count: Int) async throws -> [String] {
        var ids: [String] = []
        for number in 1...count { ids.append(try await harness.submit("main", ["n": .int(Int64(number))])) }
        return ids
    }

    @Test("They run the pipeline once, and each job has its own result")
    func once() async throws {
        let ran = Journal<Int>()
        let harness = try await harness(acts: Self.work(ran))
        let ids = try await submit(harness, 5)
        try await harness.whileRunning {
            for (index, id) in ids.enumerated() {
                let job = try await harness.job(id, becomes: .completed)
                #expect(job.result == [.int(Int64(index + 1)), index < 3 ? 3 : 2])
            }
            #expect(ran.entries == [3, 2])
            // What the first of a batch recorded stands for all.
            #expect(try await harness.broker.steps(of: ids[0]).map(\.stepID) == ["work"])
            #expect(try await harness.broker.steps(of: ids[1]) == [])
        }
    }

    @Test("The first waits for more as long as the rule says, its lock renewed")
    func waits() async throws {
        let ran = Journal<Int>()
        let harness = try await harness(BatchRule(size: 3, wait: .seconds(90), by: nil), acts: Self.work(ran))
        let ids = try await submit(harness, 2)
        try await harness.whileRunning {
            for moment in [20, 40, 60, 80] { try await harness.clock.pass(.seconds(moment)) }
            #expect(ran.entries == [])
            try await harness.clock.pass(.seconds(90))
            for id in ids { try await harness.job(id, becomes: .completed) }
            #expect(ran.entries == [2])
        }
    }

    @Test("A full batch does not wait")
    func full() async throws {
        let ran = Journal<Int>()
        let harness = try await harness(BatchRule(size: 3, wait: .seconds(60), by: nil), acts: Self.work(ran))
        try await harness.whileRunning {
            let ids = try await submit(harness, 3)
            for id in ids { try await harness.job(id, becomes: .completed) }
            #expect(ran.entries == [3])
        }
    }

    @Test("Only those run together whose messages give the same value")
    func by() async throws {
        let ran = Journal<Int>()
        let by = try Expression(parsing: "message.creatorId")
        let harness = try await harness(BatchRule(size: 3, wait: .zero, by: by), acts: Self.work(ran))
        for (number, creator) in ["ada", "bob", "ada"].enumerated() {
            let job = JobSubmission(
                id: "job-\(number)", jobType: "main", creatorID: creator, payload: ["n": .int(Int64(number))])
            _ = await harness.broker.submit([job], at: harness.time.now)
        }
        try await harness.whileRunning {
            for number in 0..<3 { try await harness.job("job-\(number)", becomes: .completed) }
            #expect(ran.entries == [2, 1])
        }
    }

    @Test("An output that is no list of one result for each fails all of them", arguments: ["[1]", "[1,2,3]", "two"])
    func mismatch(_ text: String) async throws {
        let output = (try? JSONValue(parsing: text)) ?? .string(text)
        let harness = try await harness(acts: ["work": { _, _ in output }])
        let ids = try await submit(harness, 2)
        try await harness.whileRunning {
            for id in ids {
                let job = try await harness.job(id, becomes: .failed)
                #expect(job.failure?.code == "invalid_output")
            }
        }
    }

    @Test("A failure is everybody's, and a batch that is tried again begins anew")
    func retried() async throws {
        let (ran, first) = (Journal<Int>(), Gate())
        let harness = try await harness(
            pipeline: """
                steps:
                  - { id: before, uses: test.act, with: { act: count, value: "${{ input }}" } }
                  - { id: work, uses: test.act, with: { act: work, value: "${{ input }}" } }
                output: "${{ steps.work.output.value }}"
                """,
            acts: [
                "count": { value, _ in
                    ran.note(value.arrayValue?.count ?? 0)
                    return value
                },
                "work": { value, _ in
                    defer { first.open() }
                    guard first.isOpen else { throw StepFailure(.networkError, "no line") }
                    return value
                },
            ])
        let ids = try await submit(harness, 2)
        try await harness.whileRunning {
            for id in ids { try await harness.job(id, becomes: .retrying) }
            try await harness.clock.pass(.seconds(15))
            for id in ids { try await harness.job(id, becomes: .completed) }
            #expect(ran.entries.reduce(0, +) == 4)
        }
    }

    @Test("One that is cancelled is cancelled when the batch ends; the others go on", arguments: [0, 1])
    func cancelled(_ index: Int) async throws {
        let (began, gate) = (Gate(), Gate())
        let harness = try await harness(
            acts: [
                "work": { value, _ in
                    began.open()
                    await gate.wait()
                    return value
                }
            ])
        let ids = try await submit(harness, 3)
        try await harness.whileRunning {
            defer { gate.open() }
            await began.wait()
            _ = await harness.broker.cancel([ids[index]], at: harness.time.now)
            gate.open()
            for (other, id) in ids.enumerated() {
                let job = try await harness.job(id, becomes: other == index ? .cancelled : .completed)
                if other != index { #expect(job.result == ["n": .int(Int64(other + 1))]) }
            }
        }
    }

    @Test("When all are cancelled the run is asked to stop")
    func allCancelled() async throws {
        let began = Gate()
        let harness = try await harness(
            acts: [
                "work": { _, context in
                    began.open()
                    try await context.waitForAbort()
                    return .null
                }
            ])
        let ids = try await submit(harness, 2)
        try await harness.whileRunning {
            await began.wait()
            _ = await harness.broker.cancel(ids, at: harness.time.now)
            for id in ids { try await harness.job(id, becomes: .cancelled) }
        }
    }

    @Test("The locks of all are renewed for as long as the batch runs")
    func renewed() async throws {
        let gate = Gate()
        let harness = try await harness(
            acts: [
                "work": { value, _ in
                    await gate.wait()
                    return value
                }
            ])
        let ids = try await submit(harness, 3)
        try await harness.whileRunning {
            defer { gate.open() }
            for moment in stride(from: 20, through: 120, by: 20) { try await harness.clock.pass(.seconds(moment)) }
            try await harness.clock.sleeper(at: .seconds(140))
            gate.open()
            for id in ids {
                let job = try await harness.job(id, becomes: .completed)
                #expect(job.attempt == 1)
            }
        }
    }

    @Test("A shutdown gives all of them back")
    func shutdown() async throws {
        let (began, ended) = (Gate(), Gate())
        let harness = try await harness(
            acts: [
                "work": { _, context in
                    began.open()
                    try await context.waitForAbort()
                    return .null
                }
            ])
        let ids = try await submit(harness, 3)
        let runtime = try harness.makeRuntime()
        try await harness.whileRunning(runtime, ended: ended) {
            await began.wait()
            runtime.shutdown()
            try await harness.clock.pass(.seconds(10))
            try await eventually("the runtime ends") { ended.isOpen }
            for id in ids {
                let job = try await harness.job(id)
                #expect(!job.status.isFinal && job.attempt == 0)
            }
        }
    }
}
