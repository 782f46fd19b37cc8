import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("What a runtime keeps in order")
struct KeepingTests {
    private static let one = ["main": steps("id: a, uses: test.act, with: { act: a }")]

    @Test("Jobs go when they are as old as the retention says, without being asked")
    func retention() async throws {
        let harness = try await RuntimeHarness(Self.one)
        let runtime = try harness.makeRuntime { $0.retention = Retention(jobs: .seconds(1000)) }
        try await harness.whileRunning(runtime) {
            let job = try await harness.submit(until: .completed)
            try await harness.clock.sleeper(at: .seconds(600))
            harness.clock.move(to: .seconds(600))
            try await harness.clock.sleeper(at: .seconds(1200))
            #expect(try await harness.broker.job(job.id) != nil)
            harness.clock.move(to: .seconds(1200))
            try await eventually("it is gone") { try await harness.broker.job(job.id) == nil }
            #expect(try await harness.broker.audit() == [])
        }
    }

    @Test("An attempt that outlives its lock counts, since its worker lives")
    func lockLost() async throws {
        let gate = Gate()
        let started = Journal<Int>()
        let harness = try await RuntimeHarness(
            Self.one, subscriptions: [.named("main", renewFor: .zero)],
            acts: [
                "a": { _, context in
                    started.note(context.attempt)
                    if started.entries.count == 1 { await gate.wait() }
                    return .null
                }
            ])
        let runtime = try harness.makeRuntime { $0.pollInterval = .seconds(61) }
        try await harness.whileRunning(runtime) {
            defer { gate.open() }
            let id = try await harness.submit()
            try await eventually("it runs") { started.entries.count == 1 }
            try await harness.clock.sleeper(at: .seconds(60))
            harness.clock.move(to: .seconds(60))
            try await harness.clock.sleeper(at: .seconds(65))
            harness.clock.move(to: .seconds(61))
            try await eventually("the sweep takes it back") { try await harness.job(id).status == .retrying }
            // The attempt takes no notice, so its place is free after the grace.
            harness.clock.move(to: .seconds(65))
            try await harness.job(id, becomes: .completed)
            let delivery = try #require(try await harness.broker.deliveries(of: id).first)
            #expect(delivery.counts.lockLost == 1 && delivery.counts.workerDied == 0 && delivery.number == 2)
        }
    }
}
