package import JSONModel

extension Delivery {
    /// A new copy for that subscription, ready at once or at the given moment.
    package init(
        for subscription: Subscription, attributes: [String: JSONValue], notBefore: Timestamp?, at now: Timestamp
    ) {
        let start = max(notBefore ?? now, now)
        self.init(
            id: 0, subscription: subscription.name, definition: subscription.definition, readyAt: start,
            expiresAt: subscription.timeToLive.map { start + $0 })
        keys = subscription.limits.map { $0.key(attributes) }
        wait(until: start, now: now)
    }

    package mutating func lock(for length: Duration, worker: String, at now: Timestamp) {
        state = .locked
        number += 1
        fence += 1
        lockedUntil = now + length
        self.worker = worker
        waitsFor = nil
        isAdmitted = false
    }

    package mutating func renew(for length: Duration, at now: Timestamp) {
        lockedUntil = now + length
    }

    /// Its time has come. The driver gives it its turn.
    package mutating func becomeDue() {
        state = .ready
        waitsFor = nil
    }

    /// Its key has no place: out of the way until one is free.
    package mutating func park(for wait: KeyWait) { waitsFor = wait }

    package mutating func unpark() { waitsFor = nil }

    /// Its key's rate lets it start at that moment, and the start is counted.
    package mutating func admit(at moment: Timestamp, for wait: KeyWait?, now: Timestamp) {
        isAdmitted = true
        guard moment > now else { return }
        state = .scheduled
        readyAt = moment
        waitsFor = wait
    }

    /// Ends the lock. A cancelled job is not tried again; neither is one whose time to live is over.
    package mutating func settle(
        _ outcome: Settlement.Outcome, limits: Subscription, isCancelling: Bool, at now: Timestamp
    ) {
        switch outcome {
        case .complete: end(.completed, at: now)
        case .cancel: end(.cancelled, at: now)
        case .deadLetter(let reason, let failure, let cause):
            counts.count(cause)
            die(reason, failure, cause, at: now)
        case .release:
            number -= 1
            counts.released += 1
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

    /// Takes the lock back from a worker that lives and did not renew it: ready at once, and it counts.
    package mutating func loseLock(limits: Subscription, isCancelling: Bool, at now: Timestamp) {
        let failure = FailureRecord(
            code: "lock_lost", message: "The lock of attempt \(number) ran out before the attempt ended.")
        retry(failure, .lockLost, notBefore: now, limits: limits, isCancelling: isCancelling, at: now)
    }

    /// Its time to live is over before anybody locked it again.
    package mutating func expire(at now: Timestamp) {
        let last = counts.spent > 0 ? failure.map { " The last attempt failed: \($0.message)" } ?? "" : ""
        die(
            DeadLetterReason.expired,
            FailureRecord(code: "expired", message: "Its time to live ended before it could be started.\(last)"),
            .timedOut, at: now)
    }

    /// Too many jobs published one another before it.
    package mutating func refuseHop(at now: Timestamp) {
        let failure = FailureRecord(
            code: "too_many_hops",
            message: "Its message is the offspring of more than \(Topic.hopLimit) jobs that published one another.")
        die(DeadLetterReason.maxHops, failure, .failed, at: now)
    }

    package mutating func cancel(at now: Timestamp) { end(.cancelled, at: now) }

    /// A dead letter is to be tried again: with all its attempts, and its time to live from its start on.
    package mutating func redrive(_ redrive: Redrive, timeToLive: Duration?, at now: Timestamp) {
        counts = AttemptCounts()
        (reason, cause, fingerprint, endedAt) = (nil, nil, nil, nil)
        definition = redrive.definition ?? definition
        payload = redrive.payload ?? payload
        let start = max(redrive.notBefore ?? now, now)
        expiresAt = timeToLive.map { start + $0 }
        wait(until: start, now: now)
    }

    package mutating func discard(at now: Timestamp) { end(.discarded, at: now) }

    private mutating func retry(
        _ failure: FailureRecord, _ cause: AttemptCause, notBefore: Timestamp?, limits: Subscription,
        isCancelling: Bool, at now: Timestamp
    ) {
        counts.count(cause)
        self.failure = failure
        self.cause = cause
        guard isCancelling || counts.spent < limits.deliveries else {
            return die(DeadLetterReason.maxDeliveryCount, failure, cause, at: now)
        }
        let byBackoff = cause == .lockLost ? now : now + limits.backoff(afterDelivery: counts.spent)
        tryAgain(at: max(byBackoff, notBefore ?? byBackoff), isCancelling: isCancelling, now: now)
    }

    private mutating func dieWithWorker(
        _ failure: FailureRecord, isCancelling: Bool, at now: Timestamp, notBefore: Timestamp?
    ) {
        counts.count(.workerDied)
        self.failure = failure
        cause = .workerDied
        guard isCancelling || counts.workerDied < AttemptCounts.limitOfDeaths else {
            return die(DeadLetterReason.workerKilled, failure, .workerDied, at: now)
        }
        tryAgain(at: max(now, notBefore ?? now), isCancelling: isCancelling, now: now)
    }

    private mutating func tryAgain(at moment: Timestamp, isCancelling: Bool, now: Timestamp) {
        if isCancelling { return end(.cancelled, at: now) }
        if isExpired(at: now) { return expire(at: now) }
        unlock()
        wait(until: moment, now: now)
    }

    private mutating func wait(until moment: Timestamp, now: Timestamp) {
        state = moment > now ? .scheduled : .ready
        readyAt = moment
    }

    private mutating func die(
        _ reason: String, _ failure: FailureRecord, _ cause: AttemptCause, at now: Timestamp
    ) {
        end(.dead, at: now)
        self.reason = reason
        self.failure = failure
        self.cause = cause
        fingerprint = Fingerprint.text(subscription: subscription, reason: reason, failure: failure)
    }

    private mutating func end(_ state: State, at now: Timestamp) {
        self.state = state
        endedAt = now
        unlock()
    }

    private mutating func unlock() {
        lockedUntil = nil
        worker = nil
        waitsFor = nil
        isAdmitted = false
        openSpends = 0
    }
}
