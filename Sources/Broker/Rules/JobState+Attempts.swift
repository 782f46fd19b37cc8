import JSONModel

extension JobState {
    /// A worker takes a delivery.
    /// - Returns: `job.started` or `job.resumed`.
    package mutating func lock(
        _ index: Int, limits: Subscription, worker: String, at now: Timestamp
    ) throws(BrokerError) -> NewEvent {
        deliveries[index].lock(for: limits.lock, worker: worker, at: now)
        head.attempt = deliveries[index].number
        try head.follow(deliveries, at: now)
        let isFirst = head.startedAt == nil
        if isFirst { head.startedAt = now }
        return NewEvent(
            type: isFirst ? "job.started" : "job.resumed",
            data: head.eventData(["subscription": .string(deliveries[index].subscription)]))
    }

    /// Money is set aside under a lock.
    package mutating func reserve(_ lock: Lock, at now: Timestamp) throws(BrokerError) {
        deliveries[try index(heldBy: lock, at: now)].openSpends += 1
    }

    package mutating func renew(
        _ lock: Lock, limits: Subscription, at now: Timestamp
    ) throws(BrokerError) -> Renewal {
        let index = try index(heldBy: lock, at: now)
        deliveries[index].renew(for: limits.lock, at: now)
        return Renewal(lockedUntil: now + limits.lock, isCancelling: head.isCancelling)
    }

    /// - Returns: `job.progress`.
    package mutating func advance(_ report: ProgressReport, at now: Timestamp) throws(BrokerError) -> NewEvent {
        _ = try index(heldBy: report.lock, at: now)
        head.raiseProgress(to: report.progress)
        var more: [String: JSONValue] = ["step": .string(report.step)]
        if let note = report.note { more["note"] = .string(note) }
        return NewEvent(type: "job.progress", data: head.eventData(more))
    }

    /// - Returns: the step's own events, then `step.completed`, `step.skipped` or `step.failed`.
    package mutating func pass(_ checkpoint: Checkpoint, at now: Timestamp) throws(BrokerError) -> [NewEvent] {
        deliveries[try index(heldBy: checkpoint.lock, at: now)].openSpends -= checkpoint.spends.count
        if let percent = checkpoint.progress { head.raiseProgress(to: percent) }
        let step = checkpoint.step
        var facts: [String: JSONValue] = [
            "step": .string(step.stepID), "status": .string(step.status.rawValue),
            "attempt": .int(Int64(step.attempt)), "delivery": .int(Int64(step.delivery)),
        ]
        if let failure = step.failure { facts["failure"] = failure.summary }
        return checkpoint.events + [NewEvent(type: "step.\(step.status.rawValue)", data: head.eventData(facts))]
    }
}
