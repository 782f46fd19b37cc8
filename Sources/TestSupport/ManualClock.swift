import Synchronization

/// A clock that stands still until a test moves it: code that takes `any Clock<Duration>` then needs no real sleep.
///
///     let clock = ManualClock()
///     async let done: Void = worker.run(clock: clock)
///     try await clock.waitForSleepers(count: 1)
///     clock.advance(by: .seconds(30))
public final class ManualClock: Clock {
    /// A time on this clock.
    public struct Instant: InstantProtocol {
        /// Since the clock was made.
        public let offset: Duration

        public init(offset: Duration) { self.offset = offset }

        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex(ManualClockState())

    public init() {}

    public var now: Instant { Instant(offset: elapsed) }

    /// How far the clock was moved since it was made.
    public var elapsed: Duration { state.withLock { $0.now } }

    public var minimumResolution: Duration { .nanoseconds(1) }

    /// How many sleep at this moment.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Returns when the clock has reached `deadline`, at once if it has.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try await suspend { $0.sleep(id: $1, until: deadline.offset, continuation: $2) }
    }

    /// Moves the clock and wakes whoever is due, the earliest first. Who sleeps again sleeps from the new time.
    public func advance(by duration: Duration) {
        resume(state.withLock { $0.advance(to: $0.now + duration) })
    }

    /// Moves the clock to the earliest sleeper's time and wakes it; `false` when nobody sleeps.
    @discardableResult
    public func advanceToNextSleeper() -> Bool {
        let woken = state.withLock { state in
            state.sleepers.values.map(\.deadline).min().map { state.advance(to: max($0, state.now)) }
        }
        resume(woken ?? [])
        return woken != nil
    }

    /// Returns as soon as at least `count` sleep.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitForSleepers(count: Int) async throws {
        try await suspend { $0.watch(id: $1, count: count, continuation: $2) }
    }

    private func suspend(
        _ enter: (inout ManualClockState, Int, ManualClockState.Continuation) -> [ManualClockState.Continuation]
    ) async throws {
        let id = state.withLock { $0.makeID() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Cancellation is looked at inside the lock: the handler below runs either before, and is seen here,
                // or after, and then finds the continuation.
                let ready = state.withLock { state in
                    Task.isCancelled ? nil : enter(&state, id, continuation)
                }
                guard let ready else { return continuation.resume(throwing: CancellationError()) }
                resume(ready)
            }
        } onCancel: {
            state.withLock { $0.remove(id: id) }?.resume(throwing: CancellationError())
        }
    }

    private func resume(_ continuations: [ManualClockState.Continuation]) {
        for continuation in continuations { continuation.resume() }
    }
}

/// Every transition returns whom to resume, which is done after the lock is released.
struct ManualClockState {
    typealias Continuation = CheckedContinuation<Void, any Error>

    private(set) var now: Duration = .zero
    private(set) var sleepers: [Int: (deadline: Duration, continuation: Continuation)] = [:]
    private var watchers: [Int: (count: Int, continuation: Continuation)] = [:]
    private var lastID = 0

    mutating func makeID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func sleep(id: Int, until deadline: Duration, continuation: Continuation) -> [Continuation] {
        guard deadline > now else { return [continuation] }
        sleepers[id] = (deadline, continuation)
        let satisfied = watchers.filter { $0.value.count <= sleepers.count }
        for id in satisfied.keys { watchers[id] = nil }
        return satisfied.values.map(\.continuation)
    }

    mutating func watch(id: Int, count: Int, continuation: Continuation) -> [Continuation] {
        guard sleepers.count < count else { return [continuation] }
        watchers[id] = (count, continuation)
        return []
    }

    mutating func advance(to time: Duration) -> [Continuation] {
        now = max(now, time)
        let due = sleepers.filter { $0.value.deadline <= now }
            .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
        for sleeper in due { sleepers[sleeper.key] = nil }
        return due.map(\.value.continuation)
    }

    mutating func remove(id: Int) -> Continuation? {
        sleepers.removeValue(forKey: id)?.continuation ?? watchers.removeValue(forKey: id)?.continuation
    }
}
