public import Broker

/// The runtime's only way to know and to spend time.
///
/// Built on a monotonic clock that is anchored once to the wall clock, so that a step of the wall clock moves no lock,
/// deadline or backoff.
public struct TimeSource: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let start: Timestamp

    public init<C: Clock>(_ clock: C, startingAt start: Timestamp) where C.Duration == Duration {
        let origin = clock.now
        self.start = start
        elapsed = { origin.duration(to: clock.now) }
        wait = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }

    /// Now, as the broker counts it.
    public var now: Timestamp { start + elapsed() }

    /// - Throws: `CancellationError` as soon as the task is cancelled.
    public func sleep(for duration: Duration) async throws { try await wait(duration) }
}
