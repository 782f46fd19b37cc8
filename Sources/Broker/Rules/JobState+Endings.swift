import JSONModel

extension JobState {
    /// Ends a lock.
    /// - Returns: the event that says what became of the job; `nil` while its other deliveries decide that.
    package mutating func settle(
        _ settlement: Settlement, limits: Subscription, at now: Timestamp
    ) throws(BrokerError) -> NewEvent? {
        let index = try index(heldBy: settlement.lock, at: now)
        deliveries[index].settle(settlement.outcome, limits: limits, isCancelling: head.isCancelling, at: now)
        switch settlement.outcome {
        case .cancel:
            return try cancel(at: now)
        case .release:
            head.attempt = deliveries[index].number
            return try follow(index, waits: "job.released", at: now)
        case .complete, .retry, .deadLetter:
            return try follow(index, waits: "job.retrying", at: now)
        }
    }

    /// Takes back a lock whose worker is gone.
    package mutating func loseWorker(_ index: Int, at now: Timestamp) throws(BrokerError) -> NewEvent? {
        deliveries[index].loseWorker(isCancelling: head.isCancelling, at: now)
        return try follow(index, waits: "job.retrying", at: now)
    }

    /// Takes back a lock that ran out under a worker that lives.
    package mutating func loseLock(
        _ index: Int, limits: Subscription, at now: Timestamp
    ) throws(BrokerError) -> NewEvent? {
        deliveries[index].loseLock(limits: limits, isCancelling: head.isCancelling, at: now)
        return try follow(index, waits: "job.retrying", at: now)
    }

    package mutating func expire(_ index: Int, at now: Timestamp) throws(BrokerError) -> NewEvent? {
        deliveries[index].expire(at: now)
        return try follow(index, waits: "job.retrying", at: now)
    }

    /// Cancels what no worker holds, and notes the wish where one does; see ``locks(at:)``.
    /// - Returns: `job.cancelled` if nobody works on the job any more.
    package mutating func cancel(at now: Timestamp) throws(BrokerError) -> NewEvent? {
        for index in deliveries.indices {
            switch deliveries[index].state {
            case .locked where deliveries[index].isLocked(at: now): head.isCancelling = true
            case .scheduled, .ready, .locked: deliveries[index].cancel(at: now)
            case .completed, .dead, .discarded, .cancelled: break
            }
        }
        try head.follow(deliveries, at: now)
        return head.status.isFinal ? NewEvent(type: "job.\(head.status.rawValue)", data: head.eventData()) : nil
    }

    /// Tries a dead letter again.
    /// - Parameter limits: the subscription's, for the time to live.
    /// - Returns: `job.redriven`.
    package mutating func redrive(
        _ redrive: Redrive, limits: Subscription, at now: Timestamp
    ) throws(BrokerError) -> NewEvent {
        let index = try index(ofLetter: redrive.lock)
        deliveries[index].redrive(redrive, timeToLive: limits.timeToLive, at: now)
        try head.follow(deliveries, at: now)
        let start: Redrive.Start = redrive.payload == nil ? redrive.start : .start
        var facts = facts(of: deliveries[index])
        facts["from"] = .string(start.rawValue)
        return NewEvent(type: "job.redriven", data: head.eventData(facts))
    }

    /// Gives a dead letter up; the job's status stays.
    package mutating func discard(_ letter: Lock, at now: Timestamp) throws(BrokerError) {
        deliveries[try index(ofLetter: letter)].discard(at: now)
    }

    private func index(ofLetter lock: Lock) throws(BrokerError) -> Int {
        guard let index = deliveries.firstIndex(where: { $0.state == .dead && $0.lock == lock }) else {
            throw .noLetter(lock)
        }
        return index
    }

    private mutating func follow(
        _ index: Int, waits: String, at now: Timestamp
    ) throws(BrokerError) -> NewEvent? {
        let delivery = deliveries[index]
        try head.follow(deliveries, at: now)
        if delivery.isWaiting || delivery.state == .dead, let failure = delivery.failure {
            head.failure = failure
        }
        guard head.status.isFinal || delivery.isWaiting else { return nil }
        let type = head.status.isFinal ? "job.\(head.status.rawValue)" : waits
        return NewEvent(type: type, data: head.eventData(facts(of: delivery)))
    }

    private func facts(of delivery: Delivery) -> [String: JSONValue] {
        var facts: [String: JSONValue] = ["subscription": .string(delivery.subscription)]
        if delivery.isWaiting { facts["readyAt"] = .int(delivery.readyAt.milliseconds) }
        guard delivery.isWaiting || delivery.state == .dead else { return facts }
        if let failure = delivery.failure { facts["failure"] = failure.summary }
        if let cause = delivery.cause { facts["cause"] = .string(cause.rawValue) }
        if let reason = delivery.reason { facts["reason"] = .string(reason) }
        return facts
    }
}
