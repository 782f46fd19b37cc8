import Broker
import JSONModel
import Logging
import PipelineDefinitions
import TestSupport
import Testing

@testable import PipelineRuntime

@Suite("A schedule whose job is refused", .timeLimit(.minutes(5)))
struct ScheduleRefusalTests {
    @Test(
        "passes over the instant and says why, once",
        arguments: [("nobody", [:]), ("report", ["day": 3])] as [(String, JSONValue)])
    func refused(job: String, payload: JSONValue) async throws {
        let harness = try await SchedulerHarness(.often(job: job, payload: payload))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(300))) {
            try await harness.pass(minutes: 5, 10, 15, thenSleepUntil: 20)
        }
        #expect(harness.logs.lines.filter { $0.level == .error }.count == 1)
        #expect(harness.logs.contains("a schedule made no job") && harness.passedOver == ["10:10"])
        let state = try await harness.state()
        #expect(state.fired == 0 && state.skipped == 1)
        #expect(try state.lastInstant == SchedulerHarness.moment("2026-11-21T10:10"))
    }

    @Test("says that the store does not know the schedule, once")
    func unknown() async throws {
        let harness = try await SchedulerHarness(.often())
        let other = InMemoryBroker()
        let scheduler = Scheduler(
            broker: other, project: harness.project, time: harness.time, wallClock: { harness.time.now },
            pollInterval: .seconds(60), makeID: { "id" }, logger: harness.logs.logger)
        try await harness.whileRunning(scheduler) { try await harness.pass(minutes: 1, 2, thenSleepUntil: 3) }
        #expect(harness.logs.lines.map(\.message) == ["a schedule is silent: the store does not know it"])
    }

    @Test("is told from a store that does not work, which is tried again")
    func store() async throws {
        let schedule = try ScheduleDefinition.often()
        let harness = try await SchedulerHarness(schedule)
        await harness.broker.close()
        let firer = InstantFirer(
            broker: harness.broker, check: SubmissionCheck(harness.project), time: harness.time, makeID: { "id" },
            logger: harness.logs.logger)
        guard case .failed = await firer.fire(schedule, at: harness.time.now, shift: .zero) else {
            Issue.record("it was not told")
            return
        }
        #expect(harness.logs.contains("a schedule cannot fire now"))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(60))) {
            try await harness.pass(minutes: 1, 2, thenSleepUntil: 3)
        }
        #expect(harness.logs.lines.filter { $0.message.hasPrefix("schedules cannot be read") }.count == 3)
    }

    @Test("forgets what was not stored, so that the next look finds it again")
    func forget() throws {
        let schedule = try ScheduleDefinition.often(catchUp: .all)
        let start = try SchedulerHarness.moment(SchedulerHarness.start)
        let stored = ScheduleState(name: "often", lastInstant: start)
        var due = DueInstants()
        for _ in 0...1 {
            let missed = due.add(
                schedule, after: due.start(stored), through: start + .seconds(1500), promptness: .seconds(5))
            #expect(missed == nil && due.waiting.count == 2)
            #expect(due.start(stored) == start + .seconds(1200))
            due.forget()
            #expect(due.start(stored) == start && due.waiting.isEmpty)
        }
    }
}
