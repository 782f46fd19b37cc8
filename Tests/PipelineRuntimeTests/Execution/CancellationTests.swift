import Broker
import Foundation
import PipelineRuntime
import StepKit
import TestSupport
import Testing

@Suite("Cancelling a job")
struct CancellationTests {
    private static let hang: [String: Act] = [
        "hang": { _, context in
            try await context.waitForAbort()
            return .null
        }
    ]
    private static let hanging = steps(
        "id: a, uses: test.act, with: { act: hang }", "id: b, uses: test.act, with: { act: b }")

    @Test("A running step is asked to stop, and the job is cancelled without waiting for a timer")
    func running() async throws {
        let harness = try await RuntimeHarness(["main": Self.hanging], acts: Self.hang)
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.sleeper(at: .seconds(20))
            #expect(try #require(await harness.broker.cancel([id], at: harness.time.now).first).get() == .processing)
            let job = try await harness.job(id, becomes: .cancelled)
            #expect(job.endedAt == RuntimeHarness.start)
            #expect(try await harness.broker.steps(of: id) == [])
            #expect(!FileManager.default.fileExists(atPath: harness.folder.path("work/\(id)")))
        }
    }

    @Test("A step that takes no notice is abandoned after the grace period")
    func deaf() async throws {
        let (began, gate) = (Gate(), Gate())
        let harness = try await RuntimeHarness(
            ["main": Self.hanging],
            acts: [
                "hang": { _, _ in
                    began.open()
                    await gate.wait()
                    throw StepFailure(.notFound, "too late")
                }
            ])
        try await harness.whileRunning {
            defer { gate.open() }
            let id = try await harness.submit()
            try await eventually("the step runs") { began.isOpen }
            try await harness.clock.sleeper(at: .seconds(20))
            _ = await harness.broker.cancel([id], at: harness.time.now)
            try await harness.clock.pass(.seconds(5))
            try await harness.job(id, becomes: .cancelled)
            gate.open()
            try await eventually("the late result is noted") { try await harness.broker.lateResults(of: id).count == 1 }
            #expect(try await harness.broker.lateResults(of: id).first?.outcome == "not_found")
            #expect(harness.logs.contains("a step ended after it was given up"))
        }
    }

    @Test("A job that waits for its next try is cancelled at once and not tried again")
    func retrying() async throws {
        let tries = Journal<Int>()
        let harness = try await RuntimeHarness(
            ["main": Self.hanging],
            acts: [
                "hang": { _, context in
                    tries.note(context.attempt)
                    throw StepFailure(.networkError, "no line")
                }
            ])
        try await harness.whileRunning {
            let id = try await harness.submit(until: .retrying).id
            try await harness.clock.sleeper(at: .seconds(15))
            #expect(try #require(await harness.broker.cancel([id], at: harness.time.now).first).get() == .cancelled)
            harness.clock.move(to: .seconds(15))
            _ = try await harness.submit(until: .retrying)
            #expect(tries.entries == [1, 1])
            #expect(try await harness.job(id).status == .cancelled)
        }
    }

    @Test("A wait between two tries of a step ends when the job is cancelled")
    func betweenTries() async throws {
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: fail }, retry: { delays: [7s], jitter: 0 }")],
            acts: ["fail": { _, _ in throw StepFailure(.networkError, "no line") }])
        try await harness.whileRunning {
            let id = try await harness.submit()
            try await harness.clock.sleeper(at: .seconds(7))
            _ = await harness.broker.cancel([id], at: harness.time.now)
            let ended = try await harness.job(id, becomes: .cancelled)
            #expect(ended.endedAt == RuntimeHarness.start)
        }
    }

    @Test("A job that was cancelled before its start never runs")
    func beforeStart() async throws {
        let harness = try await RuntimeHarness(["main": steps("id: a, uses: test.act, with: { act: a }")])
        let id = try await harness.submit()
        _ = await harness.broker.cancel([id], at: harness.time.now)
        try await harness.whileRunning {
            _ = try await harness.submit(until: .completed)
            #expect(try await harness.eventTypes(of: id) == ["job.submitted", "job.cancelled"])
        }
    }
}
