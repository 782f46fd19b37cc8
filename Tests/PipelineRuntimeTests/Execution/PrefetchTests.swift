import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Prefetch")
struct PrefetchTests {
    private static let hanging = steps("id: a, uses: test.act, with: { act: hang }")

    /// One place, two more at hand, and steps that go on one by one.
    private func harness(_ started: Journal<String>, _ gates: [String: Gate]) async throws -> RuntimeHarness {
        try await RuntimeHarness(
            ["main": Self.hanging], subscriptions: [.named("main", concurrency: 1, prefetch: 2)],
            acts: [
                "hang": { _, context in
                    started.note(context.job.id)
                    await gates[context.job.id]?.wait()
                    return .null
                }
            ])
    }

    @Test("So many deliveries are locked ahead, and begin one after the other")
    func ahead() async throws {
        let started = Journal<String>()
        let gates = Dictionary(uniqueKeysWithValues: (1...4).map { ("job-\($0)", Gate()) })
        let harness = try await harness(started, gates)
        for _ in 1...4 { _ = try await harness.submit() }
        try await harness.whileRunning {
            defer { for gate in gates.values { gate.open() } }
            try await eventually("the first runs") { started.entries == ["job-1"] }
            for number in 1...3 { #expect(try await harness.job("job-\(number)").status == .processing) }
            #expect(try await harness.job("job-4").status == .pending)
            gates["job-1"]?.open()
            try await eventually("the second runs") { started.entries == ["job-1", "job-2"] }
            try await harness.job("job-4", becomes: .processing)
        }
    }

    @Test("A shutdown gives back what is at hand at once, and costs it no attempt")
    func givenBack() async throws {
        let started = Journal<String>()
        let gates = Dictionary(uniqueKeysWithValues: (1...3).map { ("job-\($0)", Gate()) })
        let harness = try await harness(started, gates)
        for _ in 1...3 { _ = try await harness.submit() }
        let runtime = try harness.makeRuntime()
        try await harness.whileRunning(runtime) {
            defer { for gate in gates.values { gate.open() } }
            try await eventually("the first runs") { started.entries == ["job-1"] }
            try await harness.job("job-3", becomes: .processing)
            runtime.shutdown()
            try await eventually("the others wait again") {
                let statuses = [try await harness.job("job-2").status, try await harness.job("job-3").status]
                return statuses == [.pending, .pending]
            }
            #expect(try await harness.job("job-2").attempt == 0)
            #expect(try await harness.broker.deliveries(of: "job-2").first?.counts.released == 1)
            #expect(try await harness.job("job-1").status == .processing)
        }
        #expect(started.entries == ["job-1"])
    }

    @Test("A job that is cancelled while its delivery is at hand never begins")
    func cancelled() async throws {
        let started = Journal<String>()
        let gates = Dictionary(uniqueKeysWithValues: (1...2).map { ("job-\($0)", Gate()) })
        let harness = try await harness(started, gates)
        for _ in 1...2 { _ = try await harness.submit() }
        try await harness.whileRunning {
            defer { for gate in gates.values { gate.open() } }
            try await eventually("the first runs") { started.entries == ["job-1"] }
            try await harness.job("job-2", becomes: .processing)
            _ = await harness.broker.cancel(["job-2"], at: harness.time.now)
            gates["job-1"]?.open()
            try await harness.job("job-2", becomes: .cancelled)
        }
        #expect(started.entries == ["job-1"])
    }
}
