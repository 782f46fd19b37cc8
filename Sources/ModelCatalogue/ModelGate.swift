/// Lets calls to one model pass or wait: how many at once, how many in a time, and none while it is known to fail.
///
/// A plain value; `now` counts from any fixed moment and never goes back.
public struct ModelGate: Sendable, Hashable {
    public enum Verdict: Sendable, Hashable {
        /// Go ahead; ``leave(_:at:)`` is owed.
        case pass
        /// All places are taken: ask again when somebody leaves.
        case full
        /// Ask again after this.
        case wait(Duration)
        /// It has failed too often or asked for fewer calls: not before this is over.
        case closed(Duration)
    }

    /// How a call ended, for the gate.
    public enum Ending: Sendable, Hashable {
        /// It was answered, if only with a refusal.
        case answered
        /// It could not be reached, or its server failed.
        case failed
        /// It asks for fewer calls, and how long to wait, if it said.
        case limited(Duration?)
        /// The caller gave up: this says nothing of the model.
        case abandoned
    }

    /// Failures in a row after which the gate closes.
    public static let failuresToClose = 5
    /// How long it stays closed at first; twice as long each time the one call that is let through fails again.
    public static let firstPause = Duration.seconds(15)
    public static let longestPause = Duration.seconds(300)
    /// What a model may ask for at most to be left alone, whatever it says.
    public static let longestLimit = Duration.seconds(3600)

    private let concurrency: Int?
    private let rate: ModelRate?
    private var inside = 0
    /// Calls that may still begin, as of `filledAt`; whole ones count.
    private var tokens: Double
    private var filledAt: Duration?
    private var failures = 0
    private var pause = ModelGate.firstPause
    private var closedUntil: Duration?
    /// Whether the one call is under way that finds out if the model is back.
    private var isProbing = false

    public init(concurrency: Int? = nil, rate: ModelRate? = nil) {
        self.concurrency = concurrency
        self.rate = rate
        tokens = Double(rate?.count ?? 0)
    }

    public mutating func enter(at now: Duration) -> Verdict {
        if let closedUntil, closedUntil > now { return .closed(closedUntil - now) }
        // After a pause one call goes first; the others wait for what it finds.
        if closedUntil != nil, isProbing { return .full }
        if let concurrency, inside >= concurrency { return .full }
        if let wait = takeToken(at: now) { return .wait(wait) }
        isProbing = closedUntil != nil
        inside += 1
        return .pass
    }

    public mutating func leave(_ ending: Ending, at now: Duration) {
        inside = max(inside - 1, 0)
        let wasProbing = isProbing
        isProbing = false
        switch ending {
        case .abandoned: break
        case .answered:
            (failures, pause) = (0, Self.firstPause)
            // One that began before the gate closed tells nothing about now.
            if let closedUntil, closedUntil <= now { self.closedUntil = nil }
        case .limited(let asked):
            close(for: min(asked ?? .seconds(1), Self.longestLimit), at: now)
        case .failed:
            failures += 1
            guard wasProbing || failures >= Self.failuresToClose else { return }
            close(for: pause, at: now)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private mutating func close(for time: Duration, at now: Duration) {
        closedUntil = max(closedUntil ?? now, now + max(time, .zero))
    }

    /// - Returns: how long until there is one; `nil` if one was taken.
    private mutating func takeToken(at now: Duration) -> Duration? {
        guard let rate else { return nil }
        let each = rate.period / rate.count
        let passed = max(now - (filledAt ?? now), .zero)
        filledAt = now
        tokens = min(tokens + passed / max(each, .nanoseconds(1)), Double(rate.count))
        // A hair is forgiven: the time was counted in nanoseconds.
        guard tokens < 1 - 1e-6 else {
            tokens -= 1
            return nil
        }
        return max(each * (1 - tokens), .milliseconds(1))
    }
}
