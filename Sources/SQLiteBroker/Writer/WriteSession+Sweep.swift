import Broker

extension WriteSession {
    /// So many deliveries are swept in one transaction: others wait for it.
    static let sweepLimit = 500

    func cancel(_ jobID: String, at now: Timestamp) throws(BrokerError) -> JobStatus {
        guard var job = try job(jobID) else { throw .noJob(jobID) }
        let status = job.state.head.status
        if status == .cancelled { return .cancelled }
        guard !status.isFinal else { throw .ended(jobID, status) }
        let event = try job.state.cancel(at: now)
        try store(job, events: event.map { [$0] } ?? [], at: now)
        hint(job.state.locks(at: now).map { .cancelling($0) })
        return job.state.head.status
    }

    /// - Returns: how many deliveries it changed; fewer than ``sweepLimit`` when nothing is left to do.
    func sweep(at now: Timestamp) throws(BrokerError) -> Int {
        let lost = try ids(Self.overdue, [.time(now), .count(Self.sweepLimit)])
        try takeBack(lost, at: now)
        let expired = try ids(Self.expired, [.time(now), .count(Self.sweepLimit - lost.count)])
        try expire(expired, at: now)
        return lost.count + expired.count
    }

    /// One process owns the file: whoever held a lock when it was opened is dead.
    func recover(at now: Timestamp) throws(BrokerError) {
        try takeBack(try ids(Self.locked, []), at: now)
    }

    /// Dead-letters what has expired among those that wait for a subscription.
    func expire(of subscription: String, at now: Timestamp) throws(BrokerError) {
        try expire(
            try ids(Self.expiredOfSubscription, [.time(now), .text(subscription), .count(Self.sweepLimit)]), at: now)
    }

    private func ids(_ query: Query, _ arguments: [SQLValue]) throws(BrokerError) -> [Int64] {
        try connection.rows(query, arguments) { $0.int64(0) }
    }

    private func takeBack(_ ids: [Int64], at now: Timestamp) throws(BrokerError) {
        for id in ids {
            guard var job = try job(ofDelivery: id) else { continue }
            let event = try job.state.loseWorker(try job.state.index(of: id), at: now)
            try store(job, events: event.map { [$0] } ?? [], at: now)
            hintReady(job.state)
        }
    }

    private func expire(_ ids: [Int64], at now: Timestamp) throws(BrokerError) {
        for id in ids {
            guard var job = try job(ofDelivery: id) else { continue }
            let event = try job.state.expire(try job.state.index(of: id), at: now)
            try store(job, events: event.map { [$0] } ?? [], at: now)
        }
    }

    private static let locked = Query("SELECT id FROM deliveries WHERE state = 'locked' ORDER BY id")
    private static let overdue = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_locked
        WHERE state = 'locked' AND locked_until <= ? ORDER BY locked_until, id LIMIT ?
        """)
    private static let expired = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_expiring
        WHERE state = 'ready' AND expires_at IS NOT NULL AND expires_at <= ? ORDER BY expires_at, id LIMIT ?
        """)
    private static let expiredOfSubscription = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_expiring
        WHERE state = 'ready' AND expires_at IS NOT NULL AND expires_at <= ? AND subscription = ?
        ORDER BY expires_at, id LIMIT ?
        """)
}
