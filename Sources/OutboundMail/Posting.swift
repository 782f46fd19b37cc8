import Synchronization

/// Where the loop's thread and the waiting task meet.
final class Posting: Sendable {
    typealias Outcome = Result<MailAnswer, OutboundMailError>

    static let cancelled = OutboundMailError(.cancelled, "Sending was cancelled.")

    private struct State {
        var outcome: Outcome?
        var waiter: CheckedContinuation<Outcome, Never>?
    }

    let plan: MailPlan
    private let state = Mutex(State())

    init(plan: MailPlan) {
        self.plan = plan
    }

    /// The first end stays.
    /// - Returns: whether this was it.
    @discardableResult
    func end(_ outcome: Outcome) -> Bool {
        let (isFirst, waiter): (Bool, CheckedContinuation<Outcome, Never>?) = state.withLock { state in
            guard state.outcome == nil else { return (false, nil) }
            state.outcome = outcome
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: outcome)
        return isFirst
    }

    /// Asked for once.
    func result() async -> Outcome {
        await withCheckedContinuation { waiter in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.waiter = waiter }
                return state.outcome
            }
            if let outcome { waiter.resume(returning: outcome) }
        }
    }
}
