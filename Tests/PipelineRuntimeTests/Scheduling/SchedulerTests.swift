import Broker
import JSONModel
import PipelineDefinitions
import PipelineRuntime
import TestSupport
import Testing

@Suite("A scheduler", .timeLimit(.minutes(5)))
struct SchedulerTests {
    @Test("submits the schedule's job at each instant")
    func instants() async throws {
        let harness = try await SchedulerHarness(.often(payload: ["day": "monday"]))
        try await harness.whileRunning {
            try await harness.pass(minutes: 10, 20, thenSleepUntil: 30)
        }
        #expect(harness.fired == ["10:10", "10:20"])
        let jobs = try await harness.jobs()
        #expect(jobs.map(\.createdAt) == [try SchedulerHarness.moment("2026-11-21T10:10"), harness.time.now])
        #expect(jobs.allSatisfy { $0.jobType == "report" && $0.creatorID == "ada" && $0.payload == ["day": "monday"] })
        let locked = try await harness.broker.lock(
            LockRequest(subscription: "report", limit: 1, worker: "w"), at: harness.time.now)
        #expect(locked.deliveries.first?.attributes["size"] == 3)
        let state = try await harness.state()
        #expect(state.fired == 2 && state.skipped == 0 && state.lastInstant == harness.time.now)
    }

    @Test("sleeps no longer than its poll interval")
    func poll() async throws {
        let harness = try await SchedulerHarness(.often())
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(240))) {
            try await harness.pass(minutes: 4, 8, 10, thenSleepUntil: 14)
        }
        #expect(harness.fired == ["10:10"])
    }

    @Test("does not fire twice for two of them, nor after a restart")
    func once() async throws {
        let harness = try await SchedulerHarness(.often())
        try await harness.whileRunningTwo {
            for minute in [10, 20] { try await harness.passForTwo(minute) }
            try await harness.bothSleep(until: 30)
        }
        try await harness.whileRunning { try await harness.pass(minutes: 30, thenSleepUntil: 40) }
        #expect(harness.fired == ["10:10", "10:20", "10:30"])
        #expect(try await harness.jobs().count == 3)
    }

    @Test(
        "catches up after a restart as the schedule says",
        arguments: [
            (.last, ["10:40"], [], 1), (.none, [], ["10:40"], 0), (.all, ["10:20", "10:30", "10:40"], [], 3),
        ] as [(ScheduleDefinition.CatchUp, [String], [String], Int)])
    func catchUp(policy: ScheduleDefinition.CatchUp, fired: [String], passedOver: [String], jobs: Int) async throws {
        let harness = try await SchedulerHarness(.often(catchUp: policy))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(300))) {
            try await harness.pass(minutes: 5, 10, thenSleepUntil: 15)
        }
        harness.clock.move(to: .seconds(47 * 60))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(300))) {
            try await harness.pass(minutes: 50, thenSleepUntil: 55)
        }
        #expect(harness.fired == ["10:10"] + fired + ["10:50"])
        #expect(harness.passedOver == passedOver)
        #expect(try await harness.jobs().count == jobs + 2)
    }

    @Test("an instant that is noticed within a poll interval was not missed")
    func promptness() async throws {
        let harness = try await SchedulerHarness(.often(catchUp: .none))
        harness.clock.move(to: .seconds(24 * 60))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(300))) {
            try await harness.pass(minutes: 29, thenSleepUntil: 30)
        }
        #expect(harness.fired == ["10:20"] && harness.passedOver == [])
    }

    @Test("catches up a hundred instants at most, the latest")
    func manyMissed() async throws {
        let harness = try await SchedulerHarness(.often("* * * * *", catchUp: .all))
        harness.clock.move(to: .seconds(180 * 60))
        try await harness.whileRunning { try await harness.pass(thenSleepUntil: 181) }
        #expect(harness.fired.count == 100 && harness.fired.first == "11:21" && harness.fired.last == "13:00")
        #expect(harness.fired == harness.fired.sorted())
    }

    @Test(
        "fires nothing again when the wall clock is set back, and goes on when it has passed the last instant",
        arguments: [60, 1440])
    func setBack(minutes: Int) async throws {
        let harness = try await SchedulerHarness(.often())
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(3600))) {
            try await harness.pass(minutes: 10, thenSleepUntil: 20)
            harness.setWallClock(by: .seconds(-minutes * 60))
            try await harness.clock.pass(.seconds(1200))
            for hour in 1...(minutes / 60) { try await harness.clock.pass(.seconds(1200 + hour * 3600)) }
            try await harness.pass(thenSleepUntil: 20 + minutes + 10)
        }
        #expect(harness.fired == ["10:10", "10:20"])
        #expect(try await harness.jobs().last?.createdAt == harness.time.now)
    }

    @Test("says that a schedule is silent when the wall clock is far behind, once")
    func silence() async throws {
        let harness = try await SchedulerHarness(.often())
        harness.setWallClock(by: .seconds(-2 * 86_400))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(60))) {
            try await harness.pass(minutes: 1, 2, thenSleepUntil: 3)
        }
        #expect(harness.logs.lines.filter { $0.message.hasPrefix("a schedule is silent") }.count == 1)
    }

    @Test(
        "takes a wall clock that is set forward as missed instants",
        arguments: [
            (60, .last, ["11:20"]), (60, .none, []),
            (60, .all, ["10:20", "10:30", "10:40", "10:50", "11:00", "11:10", "11:20"]), (1440, .last, ["10:20"]),
        ] as [(Int, ScheduleDefinition.CatchUp, [String])])
    func setForward(minutes: Int, policy: ScheduleDefinition.CatchUp, fired: [String]) async throws {
        let harness = try await SchedulerHarness(.often(catchUp: policy))
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(240))) {
            try await harness.pass(minutes: 4, 8, 10, 14, 18, thenSleepUntil: 20)
            harness.setWallClock(by: .seconds(minutes * 60 + 299))
            try await harness.pass(minutes: 20, thenSleepUntil: 24)
        }
        #expect(harness.fired == ["10:10"] + fired)
    }

    @Test(
        "follows the clock of its zone where that is set",
        arguments: [
            ("Europe/Berlin", "2026-03-28T12:00", [13 * 60, 36 * 60 + 30], ["01:00", "00:30"]),
            ("Europe/Berlin", "2026-10-24T12:00", [12 * 60 + 30, 37 * 60 + 30], ["00:30", "01:30"]),
            ("Australia/Lord_Howe", "2026-10-03T12:00", [3 * 60 + 30, 27 * 60 + 30], ["15:30", "15:30"]),
        ])
    func daylightSaving(zone: String, start: String, minutes: [Int], fired: [String]) async throws {
        let harness = try await SchedulerHarness(.often("30 2 * * *", zone: zone), at: start)
        try await harness.whileRunning(harness.makeScheduler(poll: .seconds(7 * 86_400))) {
            for minute in minutes { try await harness.clock.pass(.seconds(minute * 60)) }
            try await harness.pass(thenSleepUntil: (minutes.last ?? 0) + 1440)
        }
        #expect(harness.fired == fired)
    }

    @Test("does not fire a schedule that is not enabled, and ends at once without any")
    func disabled() async throws {
        let harness = try await SchedulerHarness(.often(isEnabled: false))
        await harness.makeScheduler().run()
        #expect(try await harness.broker.schedules() == [])
    }

    @Test("ends when it is told to")
    func shutdown() async throws {
        let harness = try await SchedulerHarness(.often())
        let scheduler = harness.makeScheduler()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await scheduler.run() }
            try await harness.pass(thenSleepUntil: 10)
            scheduler.shutdown()
            try await group.waitForAll()
        }
        #expect(harness.fired == [])
    }
}
