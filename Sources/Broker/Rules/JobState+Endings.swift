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

    package mutating func expire(_ index: Int, at now: Timestamp) throws(BrokerError) -> NewEvent? {
        deliveries[index].expire()
        return try follow(index, waits: "job.retrying", at: now)
    }

    /// Cancels what no worker holds, and notes the wish where one does; see ``locks(at:)``.
    /// - Returns: `job.cancelled` if nobody works on the job any more.
    package mutating func cancel(at now: Timestamp) throws(BrokerError) -> NewEvent? {
        for index in deliveries.indices {
            switch deliveries[index].state {
            case .locked where deliveries[index].isLocked(at: now): head.isCancelling = true
            case .ready, .locked: deliveries[index].cancel()
            case .completed, .dead, .cancelled: break
            }
        }
        try head.follow(deliveries, at: now)
        return head.status.isFinal ? NewEvent(type: "job.\(head.status.rawValue)", data: head.eventData()) : nil
    }

    private mutating func follow(
        _ index: Int, waits: String, at now: Timestamp
    ) throws(BrokerError) -> NewEvent? {
        let delivery = deliveries[index]
        try head.follow(deliveries, at: now)
        if delivery.state == .ready || delivery.state == .dead, let failure = delivery.failure {
            head.failure = failure
        }
        guard head.status.isFinal || delivery.state == .ready else { return nil }
        let type = head.status.isFinal ? "job.\(head.status.rawValue)" : waits
        return NewEvent(type: type, data: head.eventData(facts(of: delivery)))
    }

    private func facts(of delivery: Delivery) -> [String: JSONValue] {
        var facts: [String: JSONValue] = ["subscription": .string(delivery.subscription)]
        if delivery.state == .ready { facts["readyAt"] = .int(delivery.readyAt.milliseconds) }
        guard delivery.state == .ready || delivery.state == .dead else { return facts }
        if let failure = delivery.failure { facts["failure"] = failure.summary }
        if let cause = delivery.cause { facts["cause"] = .string(cause.rawValue) }
        if let reason = delivery.reason { facts["reason"] = .string(reason) }
        return facts
    }
}
