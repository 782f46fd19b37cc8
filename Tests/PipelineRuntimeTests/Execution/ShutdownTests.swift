import Broker
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Shutting down")
struct ShutdownTests {
    private static let two = steps(
        "id: a, uses: test.act, with: { act: note }", "id: b, uses: test.act, with: { act: hang }")

    @Test("A running attempt is given back after the drain time, and another runtime completes it")
    func givenBack() async throws {
        let ran = Journal<String>()
        let mayGoOn = Gate()
        let acts: [String: Act] = [
            "note": { _, context in
                ran.note(context.stepID)
                return .null
            },
            "hang": { _, context in
                ran.note(context.stepID)
                if !mayGoOn.isOpen { try await context.waitForAbort() }
                return .null
            },
        ]
        let harness = try await RuntimeHarness(["main": Self.two], acts: acts)
        let id = try await harness.submit()
        let (first, ended) = (try harness.makeRuntime(), Gate())
        try await harness.whileRunning(first, ended: ended) {
            try await eventually("the second step runs") { ran.entries == ["a", "b"] }
            first.shutdown()
            try await harness.clock.sleeper(at: .seconds(10))
            harness.clock.move(to: .milliseconds(9999))
            #expect(try await harness.job(id).status == .processing)
            harness.clock.move(to: .seconds(10))
            try await eventually("the runtime ends") { ended.isOpen }
        }
        let job = try await harness.job(id)
        #expect(job.status == .pending && job.attempt == 0 && job.failure == nil)
        #expect(try await harness.eventTypes(of: id).last == "job.released")
        mayGoOn.open()
        try await harness.whileRunning(try harness.makeRuntime(worker: "worker-2")) {
            let ended = try await harness.job(id, becomes: .completed)
            #expect(ended.attempt == 1)
            #expect(ran.entries == ["a", "b", "b"])
        }
    }

    @Test("What ends within the drain time completes; nothing new is taken, and nobody waits any longer")
    func drained() async throws {
        let gate = Gate()
        let started = Gate()
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: slow }")],
            acts: [
                "slow": { _, _ in
                    started.open()
                    await gate.wait()
                    return .null
                }
            ])
        let (runtime, ended) = (try harness.makeRuntime(), Gate())
        try await harness.whileRunning(runtime, ended: ended) {
            defer { gate.open() }
            let running = try await harness.submit()
            try await eventually("it runs") { started.isOpen }
            runtime.shutdown()
            let waiting = try await harness.submit()
            gate.open()
            try await eventually("the runtime ends") { ended.isOpen }
            #expect(try await harness.job(running).status == .completed)
            #expect(try await harness.job(waiting).status == .pending)
            #expect(harness.clock.now.offset == .zero)
        }
    }

    @Test("A runtime that was shut down before its start takes nothing")
    func beforeStart() async throws {
        let harness = try await RuntimeHarness(["main": steps("id: a, uses: test.act, with: { act: a }")])
        let id = try await harness.submit()
        let (runtime, ended) = (try harness.makeRuntime(), Gate())
        runtime.shutdown()
        try await harness.whileRunning(runtime, ended: ended) {
            try await eventually("the runtime ends") { ended.isOpen }
        }
        #expect(try await harness.eventTypes(of: id) == ["job.submitted"])
    }

    @Test("A cancelled runtime gives everything back at once, even what does not stop")
    func cancelled() async throws {
        let gate = Gate()
        let started = Gate()
        defer { gate.open() }
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: deaf }")],
            acts: [
                "deaf": { _, _ in
                    started.open()
                    await gate.wait()
                    return .null
                }
            ])
        let id = try await harness.submit()
        try await harness.whileRunning { try await eventually("it runs") { started.isOpen } }
        #expect(try await harness.job(id).status == .pending)
        #expect(try await harness.eventTypes(of: id).last == "job.released")
    }
}
