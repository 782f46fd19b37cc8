import Broker
import PipelineDefinitions
import PipelineRuntime
import TestSupport
import Testing

@Suite("A schedule whose job has not ended", .timeLimit(.minutes(5)))
struct ScheduleOverlapTests {
    @Test("passes over the instant with `skip`")
    func skip() async throws {
        let harness = try await SchedulerHarness(.often(overlap: .skip))
        try await harness.whileRunning {
            try await harness.pass(minutes: 10, 20, thenSleepUntil: 30)
            try await harness.endJob(0)
            try await harness.pass(minutes: 30, thenSleepUntil: 40)
        }
        #expect(harness.fired == ["10:10", "10:30"] && harness.passedOver == ["10:20"])
        let state = try await harness.state()
        #expect(state.fired == 2 && state.skipped == 1)
    }

    @Test("fires all the same with `allow`")
    func allow() async throws {
        let harness = try await SchedulerHarness(.often(overlap: .allow))
        try await harness.whileRunning { try await harness.pass(minutes: 10, 20, 30, thenSleepUntil: 40) }
        #expect(try await harness.jobs().map(\.status) == [.pending, .pending, .pending])
    }

    @Test("waits with `queue`, each instant for the one before, and is woken by the job's end")
    func queue() async throws {
        let harness = try await SchedulerHarness(.often(overlap: .queue, catchUp: .none))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(600))) {
            try await harness.pass(minutes: 10, 20, 30, thenSleepUntil: 40)
            #expect(harness.fired == ["10:10"])
            try await harness.endJob(0)
            try await eventually("the second fires") { harness.fired.count == 2 }
            try await harness.pass(thenSleepUntil: 40)
            #expect(try await harness.jobs().count == 2)
            try await harness.endJob(1)
            try await eventually("the third fires") { harness.fired.count == 3 }
        }
        #expect(harness.fired == ["10:10", "10:20", "10:30"] && harness.passedOver == [])
        #expect(try await harness.jobs().last?.createdAt == SchedulerHarness.moment("2026-11-21T10:30"))
    }

    @Test("is tried again at the next poll when the hint was missed")
    func polling() async throws {
        let harness = try await SchedulerHarness(.often(overlap: .queue))
        try await harness.whileRunning { try await harness.pass(minutes: 10, 20, thenSleepUntil: 30) }
        try await harness.endJob(0)
        try await harness.whileRunning { try await harness.pass(thenSleepUntil: 30) }
        #expect(harness.fired == ["10:10", "10:20"])
    }

    @Test("makes each job once with `queue` and two schedulers")
    func queueOfTwo() async throws {
        let harness = try await SchedulerHarness(.often(overlap: .queue))
        try await harness.whileRunningTwo {
            for minute in [10, 20, 30] { try await harness.passForTwo(minute) }
            try await harness.bothSleep(until: 40)
            for index in 0...1 {
                try await harness.endJob(index)
                try await eventually("one more fires") { harness.fired.count == index + 2 }
            }
        }
        #expect(harness.fired == ["10:10", "10:20", "10:30"])
        #expect(try await harness.jobs().count == 3)
    }
}
