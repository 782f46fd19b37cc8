/// How often the attempts of a delivery ended without completing it, by cause.
public struct AttemptCounts: Sendable, Hashable {
    public var failed = 0
    public var timedOut = 0
    /// The lock ran out although its worker was alive.
    public var lockLost = 0
    /// These have a budget of their own; see ``limitOfDeaths``.
    public var workerDied = 0
    /// Given back, mostly by a shutdown; these are free.
    public var released = 0

    /// How many workers one delivery may kill: the last one dead-letters it with `WorkerKilled`.
    public static let limitOfDeaths = 3

    public init() {}

    /// What counts against the subscription's `deliveries`.
    public var spent: Int { failed + timedOut + lockLost }

    mutating func count(_ cause: AttemptCause) {
        switch cause {
        case .failed: failed += 1
        case .timedOut: timedOut += 1
        case .lockLost: lockLost += 1
        case .workerDied: workerDied += 1
        }
    }
}
