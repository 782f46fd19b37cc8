/// The machine's monotonic clock, whose long sleeps are made of short ones.
///
/// A task that sleeps and is cancelled leaves about 700 bytes behind until the moment it would have woken (Swift 6.3).
/// Nearly every deadline is cancelled, because the work ends in time; in slices, what is left goes after seconds, and
/// the memory of a busy process does not grow with the deadlines of the last ten minutes.
public struct SlicedClock: Clock {
    /// The longest single sleep.
    public static let slice = Duration.seconds(5)

    private let clock = ContinuousClock()

    public init() {}

    public var now: ContinuousClock.Instant { clock.now }
    public var minimumResolution: Duration { clock.minimumResolution }

    public func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        repeat {
            try await clock.sleep(until: min(deadline, clock.now + Self.slice), tolerance: tolerance)
        } while clock.now < deadline
    }
}
