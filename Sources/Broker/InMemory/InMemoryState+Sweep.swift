extension InMemoryState {
    mutating func sweep(liveWorkers: Set<String>, at now: Timestamp) throws(BrokerError) -> Int {
        var count = try takeBack(liveWorkers: liveWorkers, at: now)
        count += try expire(Set(waiting.values.joined()), at: now)
        messageIDs = messageIDs.filter { now < $0.value.until }
        rates = rates.filter { now.milliseconds < $0.value / 1000 }
        return count
    }

    mutating func cancel(_ jobID: String, at now: Timestamp) throws(BrokerError) -> JobStatus {
        guard var state = jobs[jobID]?.state else { throw .noJob(jobID) }
        if state.head.status == .cancelled { return .cancelled }
        guard !state.head.status.isFinal else { throw .ended(jobID, state.head.status) }
        let event = try state.cancel(at: now)
        try store(state, events: event.map { [$0] } ?? [], at: now)
        hints.add(state.locks(at: now).map { .cancelling($0) })
        return state.head.status
    }

    /// Dead-letters those whose time to live is over, in the order of their ends.
    /// - Returns: how many they were.
    @discardableResult
    mutating func expire(_ ids: Set<Int64>, at now: Timestamp) throws(BrokerError) -> Int {
        let expired = ids.compactMap { delivery($0) }.filter { $0.isExpired(at: now) }
        for delivery in expired.sorted(by: { ($0.expiresAt ?? now, $0.id) < ($1.expiresAt ?? now, $1.id) }) {
            guard var state = entry(of: delivery.id)?.state else { continue }
            let event = try state.expire(try state.index(of: delivery.id), at: now)
            try store(state, events: event.map { [$0] } ?? [], at: now)
        }
        return expired.count
    }

    private mutating func takeBack(liveWorkers: Set<String>, at now: Timestamp) throws(BrokerError) -> Int {
        var count = 0
        for id in locked.values.joined().sorted() {
            guard var state = entry(of: id)?.state else { continue }
            let index = try state.index(of: id)
            let delivery = state.deliveries[index]
            guard !delivery.isLocked(at: now) else { continue }
            let isAlive = delivery.worker.map { liveWorkers.contains($0) } ?? false
            let limits = routes.limits(of: delivery.subscription)
            let event =
                isAlive
                ? try state.loseLock(index, limits: limits, at: now) : try state.loseWorker(index, at: now)
            try store(state, events: event.map { [$0] } ?? [], at: now)
            hintReady(state)
            count += 1
        }
        return count
    }
}
