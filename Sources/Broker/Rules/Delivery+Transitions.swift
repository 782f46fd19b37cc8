import JSONModel

extension Delivery {
    package mutating func lock(for length: Duration, worker: String, at now: Timestamp) {
        state = .locked
        number += 1
        fence += 1
        lockedUntil = now + length
        self.worker = worker
    }

    package mutating func renew(for length: Duration, at now: Timestamp) {
        lockedUntil = now + length
    }

    /// Ends the lock. A cancelled job is not tried again; neither is one whose time to live is over.
    package mutating func settle(
        _ outcome: Settlement.Outcome, limits: Subscription, isCancelling: Bool, at now: Timestamp
    ) {
        switch outcome {
        case .complete: end(.completed)
        case .cancel: end(.cancelled)
        case .deadLetter(let reason, let failure, let cause): die(reason, failure, cause)
        case .release:
            number -= 1
            tryAgain(at: now, isCancelling: isCancelling, now: now)
        case .retry(let failure, .workerDied, let notBefore):
            dieWithWorker(failure, isCancelling: isCancelling, at: now, notBefore: notBefore)
        case .retry(let failure, let cause, let notBefore):
            retry(failure, cause, notBefore: notBefore, limits: limits, isCancelling: isCancelling, at: now)
        }
    }

    /// Takes the lock back from a worker that is gone: ready at once, unless it has taken too many with it.
    package mutating func loseWorker(isCancelling: Bool, at now: Timestamp) {
        let failure = FailureRecord(
            code: "worker_died", message: "The worker that ran attempt \(number) ended without settling it.")
        dieWithWorker(failure, isCancelling: isCancelling, at: now, notBefore: nil)
    }

    /// Its time to live is over before anybody locked it again.
    package mutating func expire() {
        let last = failure.map { " The last attempt failed: \($0.message)" } ?? ""
        die(
            DeadLetterReason.expired,
            FailureRecord(code: "expired", message: "Its time to live ended before it could be started.\(last)"),
            .timedOut)
    }

    package mutating func cancel() { end(.cancelled) }

    private mutating func retry(
        _ failure: FailureRecord, _ cause: AttemptCause, notBefore: Timestamp?, limits: Subscription,
        isCancelling: Bool, at now: Timestamp
    ) {
        failures += 1
        self.failure = failure
        self.cause = cause
        guard isCancelling || failures < limits.deliveries else {
            return die(DeadLetterReason.maxDeliveryCount, failure, cause)
        }
        let byBackoff = now + limits.backoff(afterDelivery: failures)
        tryAgain(at: max(byBackoff, notBefore ?? byBackoff), isCancelling: isCancelling, now: now)
    }

    private mutating func dieWithWorker(
        _ failure: FailureRecord, isCancelling: Bool, at now: Timestamp, notBefore: Timestamp?
    ) {
        deaths += 1
        self.failure = failure
        cause = .workerDied
        guard isCancelling || deaths < Self.deathLimit else {
            return die(DeadLetterReason.workerKilled, failure, .workerDied)
        }
        tryAgain(at: max(now, notBefore ?? now), isCancelling: isCancelling, now: now)
    }

    private mutating func tryAgain(at moment: Timestamp, isCancelling: Bool, now: Timestamp) {
        if isCancelling { return end(.cancelled) }
        if isExpired(at: now) { return expire() }
        end(.ready)
        readyAt = moment
    }

    private mutating func die(_ reason: String, _ failure: FailureRecord, _ cause: AttemptCause) {
        end(.dead)
        self.reason = reason
        self.failure = failure
        self.cause = cause
    }

    private mutating func end(_ state: State) {
        self.state = state
        lockedUntil = nil
        worker = nil
    }
}
