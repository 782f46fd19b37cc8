import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Checkpoints: a step leaves everything behind, or nothing")
struct CheckpointTests {
    /// Leaves an event, a record and a cost behind, and fails on its first try.
    private static let write: Act = { _, context in
        try context.emit("test.wrote", data: .int(Int64(context.attempt)))
        context.saveRecord(.int(Int64(context.attempt)), collection: "things", id: "one")
        context.record(Cost(kind: "model", name: "m", amounts: ["tokens": Double(context.attempt)]))
        let seen = try await context.record(collection: "things", id: "one")
        guard context.attempt > 1 else { throw StepFailure(.networkError, "no line") }
        return seen ?? .null
    }

    @Test("A failed try leaves nothing, the one that succeeds leaves each thing once")
    func once() async throws {
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: write }, retry: { delays: [1s], jitter: 0 }")],
            acts: ["write": Self.write])
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.sleeper(at: .seconds(1))
            #expect(try await harness.broker.record(collection: "things", id: "one") == nil)
            #expect(try await harness.eventTypes(of: id) == ["job.submitted", "job.started"])
            harness.clock.move(to: .seconds(1))
            let ended = try await harness.job(id, becomes: .completed)
            #expect(ended.result == ["value": 2])
            #expect(try await harness.broker.record(collection: "things", id: "one")?.value == 2)
            let wrote = try await harness.snapshot(of: id).events.filter { $0.type == "test.wrote" }
            #expect(wrote.map(\.data) == [2])
            let costs = harness.broker.checkpoints.entries.flatMap(\.costs)
            // What the failed try used up is not forgotten.
            #expect(costs.map { $0["amounts"] } == [["tokens": 1.0], ["tokens": 2.0]])
        }
    }

    @Test("The last failed try leaves its costs and nothing else")
    func costsOfFailure() async throws {
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: write }")], acts: ["write": Self.write])
        try await harness.whileRunning {
            let job = try await harness.submit(until: .retrying)
            let checkpoint = try #require(harness.broker.checkpoints.entries.first)
            #expect(checkpoint.step.status == .failed && checkpoint.costs.count == 1)
            #expect(checkpoint.events == [] && checkpoint.records == [] && checkpoint.progress == nil)
            #expect(try await harness.broker.record(collection: "things", id: "one") == nil)
            #expect(try await harness.eventTypes(of: job.id).contains("test.wrote") == false)
        }
    }

    @Test(
        "A result that comes after its lock ran out is refused, and noted",
        arguments: ["renewing has ended", "renewing fails"])
    func staleFence(_ reason: String) async throws {
        let (began, asked, gate) = (Gate(), Gate(), Gate())
        let slow: Act = { _, context in
            context.abort.onAbort { reason in
                if reason == .lockLost { asked.open() }
            }
            try context.emit("test.wrote", data: .null)
            context.saveRecord(1, collection: "things", id: "one")
            began.open()
            await gate.wait()
            return .null
        }
        let renewFor: Duration? = reason == "renewing has ended" ? .seconds(1) : nil
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: slow }, timeout: 5m")],
            subscriptions: [.named("main", renewFor: renewFor)], acts: ["slow": slow])
        if renewFor == nil { harness.broker.refusesRenewals.open() }
        try await harness.whileRunning {
            defer { gate.open() }
            let id = try await harness.submit()
            try await harness.clock.sleeper(at: .seconds(renewFor == nil ? 20 : 60))
            try await eventually("the step runs") { began.isOpen }
            harness.clock.move(to: .seconds(60))
            try await eventually("the step is told") { asked.isOpen }
            let before = try await harness.snapshot(of: id)
            gate.open()
            try await eventually("the late result is noted") { try await harness.broker.lateResults(of: id).count == 1 }
            #expect(try await harness.broker.lateResults(of: id).first?.outcome == "completed")
            #expect(try await harness.snapshot(of: id) == before)
            #expect(try await harness.broker.record(collection: "things", id: "one") == nil)
            #expect(before.steps == [] && before.job?.status == .processing)
        }
    }

    @Test("A lock is renewed for as long as its attempt runs")
    func renewed() async throws {
        let gate = Gate()
        let slow: Act = { _, _ in
            await gate.wait()
            return .null
        }
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: slow }, timeout: 5m")], acts: ["slow": slow])
        try await harness.whileRunning {
            defer { gate.open() }
            let id = try await harness.submit()
            for moment in stride(from: 20, through: 200, by: 20) { try await harness.clock.pass(.seconds(moment)) }
            try await harness.clock.sleeper(at: .seconds(220))
            gate.open()
            let ended = try await harness.job(id, becomes: .completed)
            #expect(ended.attempt == 1)
        }
    }
}
