/// What is known of one destination's health. Pure: time comes as an argument.
///
/// After some failures in a row nobody is let through for a while, then one call, the probe. Where it fails too, the
/// next pause is twice as long.
struct CircuitBreaker: Sendable {
    enum Admission: Hashable { case admitted, probe, refused(after: Duration) }

    private var failures = 0
    private var pauses = 0
    private var openUntil: Duration?
    private var isProbing = false

    /// Nothing is remembered against the destination.
    var isUntroubled: Bool { failures == 0 }

    /// `nil` while it lets everybody through.
    func refusal(at now: Duration, _ limits: DestinationGate.Limits) -> Duration? {
        guard let openUntil else { return nil }
        return now < openUntil ? openUntil - now : limits.pause
    }

    mutating func admit(at now: Duration, _ limits: DestinationGate.Limits) -> Admission {
        guard let openUntil, let refusal = refusal(at: now, limits) else { return .admitted }
        guard now >= openUntil, !isProbing else { return .refused(after: refusal) }
        isProbing = true
        return .probe
    }

    mutating func note(
        _ verdict: DestinationGate.Verdict, isProbe: Bool, at now: Duration, _ limits: DestinationGate.Limits
    ) {
        if isProbe { isProbing = false }
        switch verdict {
        case .unknown: break
        case .answered: self = CircuitBreaker()
        case .failed:
            failures &+= 1
            // A call that began before the circuit opened tells nothing new.
            if isProbe || (openUntil == nil && failures >= limits.failures) { open(at: now, limits) }
        }
    }

    private mutating func open(at now: Duration, _ limits: DestinationGate.Limits) {
        openUntil = now + min(limits.pause * (1 << min(pauses, 20)), limits.longestPause)
        pauses += 1
    }

    func isForgettable(at now: Duration) -> Bool { !isProbing && openUntil.map { $0 <= now } ?? true }
}
