import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Beginning a job at once")
struct InlineStartTests {
    private func harness(_ ran: Journal<String>, _ gate: Gate) async throws -> RuntimeHarness {
        try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: hold }, timeout: 5m")],
            acts: [
                "hold": { _, context in
                    ran.note(context.job.id)
                    await gate.wait()
                    return .null
                }
            ])
    }

    @Test("It runs beyond the concurrency of its subscription, and at most 16 do in a process")
    func beyond() async throws {
        let (ran, gate) = (Journal<String>(), Gate())
        let harness = try await harness(ran, gate)
        let runtime = try harness.makeRuntime()
        try await harness.whileRunning(runtime) {
            defer { gate.open() }
            let first = try await harness.submit()
            try await eventually("the first runs") { ran.entries == [first] }
            var ids: [String] = []
            for _ in 1...17 { ids.append(try await harness.submit()) }
            for id in ids.dropLast() { #expect(await runtime.startNow(jobID: id)) }
            #expect(await runtime.startNow(jobID: ids[16]) == false)
            try await eventually("all of them run") { ran.entries.count == 17 }
            #expect(!ran.entries.contains(ids[16]))
            gate.open()
            for id in ids { try await harness.job(id, becomes: .completed) }
        }
    }

    @Test("A place is free again when its job has ended")
    func places() async throws {
        let (ran, gate) = (Journal<String>(), Gate())
        gate.open()
        let harness = try await harness(ran, gate)
        let runtime = try harness.makeRuntime()
        try await harness.whileRunning(runtime) {
            for _ in 1...40 {
                let id = try await harness.submit()
                _ = await runtime.startNow(jobID: id)
                try await harness.job(id, becomes: .completed)
            }
        }
        #expect(ran.entries.count == 40)
    }

    @Test("What is not there, has begun, or has nobody to run it does not begin")
    func refused() async throws {
        let (ran, gate) = (Journal<String>(), Gate())
        let harness = try await harness(ran, gate)
        let runtime = try harness.makeRuntime()
        let early = try await harness.submit()
        #expect(await runtime.startNow(jobID: early) == false)
        try await harness.whileRunning(runtime) {
            defer { gate.open() }
            try await eventually("it runs") { ran.entries == [early] }
            #expect(await runtime.startNow(jobID: early) == false)
            #expect(await runtime.startNow(jobID: "nobody") == false)
            let waiting = try await harness.submit()
            runtime.shutdown()
            #expect(await runtime.startNow(jobID: waiting) == false)
            #expect(try await harness.job(waiting).status == .pending)
        }
    }
}
