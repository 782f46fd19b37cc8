import Broker
import StepKit
import TestSupport
import Testing
@testable import PipelineRuntime

@Suite("Progress")
struct ProgressTests {
    @Test("A step's fraction is mapped between the progress before it and its own")
    func mapping() async throws {
        let gate = Gate()
        let half: Act = { _, context in
            context.progress(0.5, "halfway")
            await gate.wait()
            return .null
        }
        let harness = try await RuntimeHarness(
            [
                "main": steps(
                    "id: a, uses: test.act, with: { act: a }, progress: 20",
                    "id: b, uses: test.act, with: { act: half }, progress: 80",
                    "id: c, uses: test.act, with: { act: c }")
            ], acts: ["half": half])
        try await harness.whileRunning {
            let id = try await harness.submit()
            defer { gate.open() }
            try await eventually("50 of 100") { try await harness.job(id).progress == 50 }
            let event = try #require(try await harness.snapshot(of: id).events.last)
            #expect(event.type == "job.progress")
            #expect(event.data["step"] == "b" && event.data["note"] == "halfway")
            gate.open()
            let ended = try await harness.job(id, becomes: .completed)
            #expect(ended.progress == 100)
        }
    }

    @Test("Between two stores only the latest value counts, and one that goes back is not news")
    func coalescing() async throws {
        let broker = WatchedBroker()
        let clock = WatchedClock()
        let feed = ProgressFeed(interval: .milliseconds(250), startingAt: 10)
        let lock = Lock(deliveryID: 1, fence: 1)
        let offer = { (progress: Int, note: String?) in
            feed.offer(ProgressReport(lock: lock, progress: progress, step: "a", note: note))
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed.run(broker: broker, time: TimeSource(clock, startingAt: RuntimeHarness.start)) }
            defer { group.cancelAll() }
            offer(10, nil)
            offer(20, nil)
            try? await clock.sleeper(at: .milliseconds(250))
            for value in 21...40 { offer(value, nil) }
            offer(30, nil)
            offer(40, "the same, with a note")
            #expect(broker.reports.entries.map(\.progress) == [20])
            try? await clock.pass(.milliseconds(250))
            try? await clock.sleeper(at: .milliseconds(500))
        }
        #expect(broker.reports.entries.map(\.progress) == [20, 40])
        #expect(broker.reports.entries.last?.note == "the same, with a note")
    }

    @Test("What a try reports after its end is ignored")
    func afterTheEnd() async throws {
        let contexts = Journal<StepContext>()
        let gate = Gate()
        let acts: [String: Act] = [
            "keep": { _, context in
                contexts.note(context)
                return .null
            },
            "wait": { _, _ in
                await gate.wait()
                return .null
            },
        ]
        let harness = try await RuntimeHarness(
            ["main": steps("id: a, uses: test.act, with: { act: keep }", "id: b, uses: test.act, with: { act: wait }")],
            acts: acts)
        try await harness.whileRunning {
            let id = try await harness.submit()
            defer { gate.open() }
            try await eventually("the first step is stored") { try await harness.broker.steps(of: id).count == 1 }
            let kept = try #require(contexts.entries.first)
            kept.progress(1, "late")
            try kept.emit("too.late", data: .null)
            gate.open()
            try await harness.job(id, becomes: .completed)
            #expect(harness.broker.reports.entries == [])
            #expect(try await harness.eventTypes(of: id).contains("too.late") == false)
        }
    }
}
