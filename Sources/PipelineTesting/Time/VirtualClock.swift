import Synchronization

/// A clock that moves only when it is told to, from one sleeper's time to the next.
final class VirtualClock: Clock {
    struct Instant: InstantProtocol {
        /// Since the clock was made.
        let offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        struct Sleeper {
            let deadline: Duration
            let continuation: CheckedContinuation<Void, any Error>
        }

        var now = Duration.zero
        var lastID = 0
        var sleepers: [Int: Sleeper] = [:]

        mutating func makeID() -> Int {
            lastID += 1
            return lastID
        }

        /// Those whose time has come, in the order of their times; of one time, in the order they fell asleep.
        mutating func takeDue() -> [CheckedContinuation<Void, any Error>] {
            let due = sleepers.filter { $0.value.deadline <= now }
                .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
            for sleeper in due { sleepers[sleeper.key] = nil }
            return due.map(\.value.continuation)
        }
    }

    private let state = Mutex(State())

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// When the first sleeper wants to wake; `nil` if nobody sleeps.
    var nextDeadline: Duration? { state.withLock { $0.sleepers.values.map(\.deadline).min() } }

    /// Moves to that time, never back, and wakes whoever is due.
    func advance(to time: Duration) {
        let due = state.withLock { state in
            state.now = max(state.now, time)
            return state.takeDue()
        }
        for continuation in due { continuation.resume() }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { $0.makeID() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Looked at inside the lock: a cancellation comes before and is seen, or after and finds the sleeper.
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if deadline.offset <= state.now { return .success(()) }
                    state.sleepers[id] = State.Sleeper(deadline: deadline.offset, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
