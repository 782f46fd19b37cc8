import Synchronization
import TestSupport

/// A clock that tests move, and that knows who sleeps until when: a test moves it only after everybody it wants to
/// wake has fallen asleep.
final class WatchedClock: Clock {
    typealias Instant = ManualClock.Instant

    private let clock = ManualClock()
    private let deadlines = Mutex<[Duration: Int]>([:])

    var now: Instant { clock.now }

    var minimumResolution: Duration { clock.minimumResolution }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        deadlines.withLock { $0[deadline.offset, default: 0] += 1 }
        defer { deadlines.withLock { $0[deadline.offset, default: 0] -= 1 } }
        try await clock.sleep(until: deadline)
    }

    /// Moves the clock to a time since its start.
    func move(to offset: Duration) { clock.advance(by: offset - clock.elapsed) }

    /// Returns when somebody sleeps until that time.
    func sleeper(at offset: Duration) async throws {
        try await eventually("somebody sleeps until \(offset)") { hasSleeper(at: offset) }
    }

    func hasSleeper(at offset: Duration) -> Bool { deadlines.withLock { $0[offset, default: 0] > 0 } }

    /// Moves the clock to that time once somebody sleeps until then.
    func pass(_ offset: Duration) async throws {
        try await sleeper(at: offset)
        move(to: offset)
    }
}
