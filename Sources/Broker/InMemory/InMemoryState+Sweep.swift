extension InMemoryState {
    mutating func sweep(at now: Timestamp) throws(BrokerError) -> Int {
        var count = try takeBack(at: now)
        for ids in waiting.values { count += try expire(ids, at: now) }
        return count
    }

    mutating func cancel(_ jobID: String, at now: Timestamp) throws(BrokerError) -> JobStatus {
        guard var state = jobs[jobID]?.state else { throw .noJob(jobID) }
        if state.head.status == .cancelled { return .cancelled }
        guard !state.head.status.isFinal else { throw .ended(jobID, state.head.status) }
        let event = try state.cancel(at: now)
        store(state, events: event.map { [$0] } ?? [], at: now)
        hints.add(state.locks(at: now).map { .cancelling($0) })
        return state.head.status
    }

    /// Dead-letters those whose time to live is over.
    /// - Returns: how many they were.
    @discardableResult
    mutating func expire(_ ids: Set<Int64>, at now: Timestamp) throws(BrokerError) -> Int {
        var count = 0
        for id in ids.sorted() {
            guard var state = entry(of: id)?.state else { continue }
            let index = try state.index(of: id)
            guard state.deliveries[index].isExpired(at: now) else { continue }
            let event = try state.expire(index, at: now)
            store(state, events: event.map { [$0] } ?? [], at: now)
            count += 1
        }
        return count
    }

    private mutating func takeBack(at now: Timestamp) throws(BrokerError) -> Int {
        var count = 0
        for id in locked.sorted() {
            guard var state = entry(of: id)?.state else { continue }
            let index = try state.index(of: id)
            guard !state.deliveries[index].isLocked(at: now) else { continue }
            let event = try state.loseWorker(index, at: now)
            store(state, events: event.map { [$0] } ?? [], at: now)
            hintReady(state)
            count += 1
        }
        return count
    }
}
