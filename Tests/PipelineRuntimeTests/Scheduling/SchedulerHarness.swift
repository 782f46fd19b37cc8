import Broker
import Foundation
import JSONModel
import PipelineDefinitions
import PipelineRuntime
import Synchronization
import TestSupport
import Testing

/// Schedulers over a store in memory, a clock the test moves, and a wall clock the test sets.
struct SchedulerHarness {
    /// At its start the clock shows 10:00 on a Saturday without changes of any offset nearby.
    static let start = "2026-11-21T10:00"

    let clock = WatchedClock()
    let broker = InMemoryBroker()
    let logs = LogCollector()
    let time: TimeSource
    let project: Project
    private let shift = Shift()

    private final class Shift: Sendable {
        private let state = Mutex(Duration.zero)
        var value: Duration { state.withLock { $0 } }
        func add(_ step: Duration) { state.withLock { $0 += step } }
    }

    /// One pipeline that takes jobs of type `report` for a day, and these schedules.
    init(_ schedules: ScheduleDefinition..., at start: String = Self.start) async throws {
        time = TimeSource(clock, startingAt: try Self.moment(start))
        let input = "input: { type: object, properties: { day: { type: string } } }\n"
        let step = "steps:\n  - { id: a, uses: test.act, with: { act: a } }\n"
        let pipeline = try PipelineDefinition(
            pinned: "kind: pipeline\nname: report\n" + input + step, name: "report")
        let subscription = SubscriptionDefinition(
            name: "report", match: ["jobType": "report"], pipeline: "report", concurrency: 100)
        project = Project(
            pipelines: [pipeline], routing: RoutingDefinition(subscriptions: [subscription]), schedules: schedules)
        try await broker.configure(project.topology, at: time.now)
    }

    /// A moment by its text in UTC without seconds, such as `2026-11-21T10:00`.
    static func moment(_ text: String) throws -> Timestamp {
        let date = try Date(text + ":00Z", strategy: .iso8601)
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970) * 1000)
    }

    /// Sets the wall clock forward, or back.
    func setWallClock(by step: Duration) { shift.add(step) }

    func makeScheduler(poll: Duration = .seconds(86_400)) -> Scheduler {
        let (time, shift) = (time, shift)
        return Scheduler(
            broker: broker, project: project, time: time, wallClock: { time.now + shift.value }, pollInterval: poll,
            makeID: { UUID().uuidString }, logger: logs.logger)
    }

    /// Runs `body` beside schedulers, which are cancelled afterwards.
    func whileRunning(_ schedulers: Scheduler..., body: () async throws -> Void) async throws {
        let schedulers = schedulers.isEmpty ? [makeScheduler()] : schedulers
        try await withThrowingTaskGroup(of: Void.self) { group in
            for scheduler in schedulers { group.addTask { await scheduler.run() } }
            defer { group.cancelAll() }
            try await body()
        }
    }

    /// Runs `body` beside two schedulers. One of them wakes up a second earlier, so that the sleeps of both can be told
    /// apart.
    func whileRunningTwo(body: () async throws -> Void) async throws {
        try await whileRunning(makeScheduler(), makeScheduler(poll: .seconds(599)), body: body)
    }

    func bothSleep(until minute: Int) async throws {
        try await clock.sleeper(at: .seconds(minute * 60))
        try await clock.sleeper(at: .seconds(minute * 60 - 1))
    }

    /// Moves the clock to ten minutes after the last move, once both sleep.
    func passForTwo(_ minute: Int) async throws {
        try await bothSleep(until: minute)
        clock.move(to: .seconds(minute * 60))
    }

    /// Lets the clock pass minutes since its start, each one once a scheduler sleeps until then, and waits for the next
    /// sleep.
    func pass(minutes: Int..., thenSleepUntil last: Int) async throws {
        for minute in minutes { try await clock.pass(.seconds(minute * 60)) }
        try await clock.sleeper(at: .seconds(last * 60))
    }

    /// The instants that made jobs, as hours and minutes, in order.
    var fired: [String] { instants { $0 == "a schedule fired" } }

    var passedOver: [String] { instants { $0.hasPrefix("an instant was passed over") } }

    private func instants(where isWanted: (String) -> Bool) -> [String] {
        logs.lines.filter { isWanted($0.message) }.map { line in
            String((line.metadata["instant"] ?? "").dropFirst("2026-11-21T".count).prefix("10:00".count))
        }
    }

    /// In the order they were made.
    func jobs() async throws -> [JobRecord] { try await broker.jobs(JobQuery(limit: 1000)).reversed() }

    func state() async throws -> ScheduleState { try #require(try await broker.schedules().first) }

    func endJob(_ index: Int) async throws {
        let status = try #require(await broker.cancel([try await jobs()[index].id], at: time.now).first).get()
        #expect(status.isFinal)
    }
}

extension ScheduleDefinition {
    /// Every ten minutes a job of type `report`, unless it is said otherwise.
    static func often(
        _ cron: String = "*/10 * * * *", zone: String = "UTC", job: String = "report", payload: JSONValue = [:],
        jitter: Duration = .zero, overlap: Schedule.Overlap = .allow, catchUp: CatchUp = .last, isEnabled: Bool = true
    ) throws -> ScheduleDefinition {
        ScheduleDefinition(
            name: "often", cron: try CronExpression(parsing: cron),
            timeZone: try #require(TimeZone(identifier: zone)), jobType: job, payload: payload, creatorID: "ada",
            attributes: ["size": 3], jitter: jitter, overlap: overlap, catchUp: catchUp, isEnabled: isEnabled)
    }
}
