public import Broker
public import Logging
public import PipelineDefinitions
import Synchronization

/// Submits the jobs of schedules when their instants come, until it is told to stop.
///
/// The store knows which instants are done with, so any number of schedulers may run on one store, and a restart or a
/// step of the wall clock fires no instant twice.
public final class Scheduler: Sendable {
    private struct State {
        var isStopping = false
        /// Jobs that an instant waits for.
        var awaited: Set<String> = []
    }

    private let schedules: [ScheduleDefinition]
    private let broker: any Broker
    private let firer: InstantFirer
    private let time: TimeSource
    private let wallClock: @Sendable () -> Timestamp
    private let pollInterval: Duration
    private let logger: Logger
    private let state = Mutex(State())
    private let wakeUp = WakeUp()

    /// - Parameters:
    ///   - project: its topology is what the broker is configured with.
    ///   - time: what the broker's times are counted by.
    ///   - wallClock: what schedules follow, read anew at every look: it may be set while we run.
    ///   - pollInterval: how long to sleep at most. An instant that is noticed later than this was missed, and is left
    ///     to the schedule's `catch_up`.
    ///   - makeID: gives each job its id, unique and unguessable.
    public init(
        broker: any Broker, project: Project, time: TimeSource, wallClock: @escaping @Sendable () -> Timestamp,
        pollInterval: Duration = .seconds(5), makeID: @escaping @Sendable () -> String, logger: Logger
    ) {
        schedules = project.schedules.filter(\.isEnabled)
        self.broker = broker
        firer = InstantFirer(
            broker: broker, check: SubmissionCheck(project), time: time, makeID: makeID, logger: logger)
        self.time = time
        self.wallClock = wallClock
        self.pollInterval = pollInterval
        self.logger = logger
    }

    /// Returns after ``shutdown()``, when the task is cancelled, or at once if no schedule is enabled.
    public func run() async {
        guard !schedules.isEmpty else { return }
        // Before the first look: a job that ends in between is not overlooked.
        let changes = broker.changes(of: [.events])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.follow(changes) }
            var memory: [String: DueInstants] = [:]
            while !isStopping {
                let rest = await look(&memory)
                if !isStopping { await wakeUp.wait(atMost: rest, on: time) }
            }
            group.cancelAll()
        }
    }

    /// Fires nothing more.
    public func shutdown() {
        state.withLock { $0.isStopping = true }
        wakeUp.set()
    }

    private var isStopping: Bool { Task.isCancelled || state.withLock { $0.isStopping } }

    private func follow(_ changes: AsyncStream<BrokerChange>) async {
        for await case .events(let jobID) in changes where state.withLock({ $0.awaited.contains(jobID) }) {
            wakeUp.set()
        }
    }

    /// Fires what is due.
    /// - Returns: how long to sleep.
    private func look(_ memory: inout [String: DueInstants]) async -> Duration {
        let stored: [ScheduleState]
        do throws(BrokerError) {
            stored = try await broker.schedules()
        } catch {
            logger.error("schedules cannot be read: \(error)")
            return pollInterval
        }
        let states = Dictionary(stored.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let now = wallClock()
        state.withLock { $0.awaited = [] }
        for schedule in schedules where !isStopping {
            var due = memory[schedule.name] ?? DueInstants()
            defer { memory[schedule.name] = due }
            guard let stored = states[schedule.name] else {
                report(schedule, "the store does not know it", &due)
                continue
            }
            await fireDue(schedule, stored, &due, at: now)
        }
        return rest(after: now, states, memory)
    }

    private func fireDue(
        _ schedule: ScheduleDefinition, _ stored: ScheduleState, _ due: inout DueInstants, at now: Timestamp
    ) async {
        if stored.lastInstant - now > .seconds(86_400) {
            report(schedule, "it is done up to \(stored.lastInstant.text), more than a day ahead of the clock", &due)
        }
        let missed = due.add(schedule, after: due.start(stored), through: now, promptness: pollInterval)
        if let missed { await firer.passOver(schedule, through: missed, because: "it was missed") }
        var asked: Set<String> = []
        while let instant = due.waiting.first, !isStopping {
            switch await firer.fire(schedule, at: instant, shift: time.now - now) {
            case .done: due.removeFirst()
            case .waits(let jobID):
                guard asked.insert(jobID).inserted, await hasEnded(jobID) else { return }
            case .failed:
                // An instant that waits for its turn was not missed; every other one is left to `catch_up`.
                if schedule.overlap != .queue { due.forget() }
                return
            }
        }
    }

    /// Asks after making sure that its end will be heard of.
    private func hasEnded(_ jobID: String) async -> Bool {
        state.withLock { _ = $0.awaited.insert(jobID) }
        guard let job = try? await broker.job(jobID) else { return false }
        return job.status.isFinal
    }

    private func rest(
        after now: Timestamp, _ states: [String: ScheduleState], _ memory: [String: DueInstants]
    ) -> Duration {
        let next = schedules.compactMap { schedule in
            guard let state = states[schedule.name], let due = memory[schedule.name] else { return nil as Timestamp? }
            return schedule.next(after: max(now, due.start(state)))
        }.min()
        guard let next else { return pollInterval }
        return min(max(next - wallClock(), .zero), pollInterval)
    }

    private func report(_ schedule: ScheduleDefinition, _ problem: String, _ due: inout DueInstants) {
        guard !due.isReported else { return }
        due.isReported = true
        logger.warning("a schedule is silent: \(problem)", metadata: ["schedule": "\(schedule.name)"])
    }
}
