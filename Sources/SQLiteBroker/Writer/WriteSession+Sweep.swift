import Broker

extension WriteSession {
    /// So many deliveries are swept in one transaction: others wait for it.
    private static let sweepLimit = 500
    private static let forgetLimit = 5000

    /// What one transaction of a sweep did.
    struct Sweep {
        let count: Int
        let hasMore: Bool
    }

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

    func sweep(liveWorkers: Set<String>, at now: Timestamp) throws(BrokerError) -> Sweep {
        let lost = try ids(Self.overdue, [.time(now), .count(Self.sweepLimit)])
        try takeBack(lost, liveWorkers: liveWorkers, at: now)
        let expired = try ids(Self.expired, [.time(now), .count(Self.sweepLimit - lost.count)])
        try expire(expired, at: now)
        try connection.run(Self.forgetMessageIDs, [.time(now), .count(Self.forgetLimit)])
        let forgotten = Int(connection.changedRows)
        // The moments are microseconds; one whose millisecond has passed counts no more.
        let passed = now.milliseconds.multipliedReportingOverflow(by: 1000)
        if !passed.overflow { try connection.run(Self.forgetRates, [.int(passed.partialValue &+ 1000)]) }
        let count = lost.count + expired.count
        return Sweep(count: count, hasMore: count == Self.sweepLimit || forgotten == Self.forgetLimit)
    }

    /// One process owns the file: whoever held a lock when it was opened is dead.
    func endLocks(at opening: Timestamp) throws(BrokerError) {
        try connection.run(Self.endLocks, [.time(opening), .time(opening)])
    }

    /// Takes back what was locked when the store was opened; later locks end later. Not before the routes are known:
    /// what happens to these jobs has to reach those who wait for their events.
    func recover(from opening: Timestamp, at now: Timestamp) throws(BrokerError) {
        try takeBack(try ids(Self.ended, [.time(opening)]), liveWorkers: [], at: now)
    }

    /// Dead-letters what has expired among those that wait for a subscription.
    func expire(of subscription: String, at now: Timestamp) throws(BrokerError) {
        try expire(
            try ids(Self.expiredOfSubscription, [.time(now), .text(subscription), .count(Self.sweepLimit)]), at: now)
    }

    private func ids(_ query: Query, _ arguments: [SQLValue]) throws(BrokerError) -> [Int64] {
        try connection.rows(query, arguments) { $0.int64(0) }
    }

    private func takeBack(_ ids: [Int64], liveWorkers: Set<String>, at now: Timestamp) throws(BrokerError) {
        for id in ids {
            guard var job = try job(ofDelivery: id) else { continue }
            let index = try job.state.index(of: id)
            let delivery = job.state.deliveries[index]
            let isAlive = delivery.worker.map { liveWorkers.contains($0) } ?? false
            let limits = routes.limits(of: delivery.subscription)
            let event =
                isAlive
                ? try job.state.loseLock(index, limits: limits, at: now) : try job.state.loseWorker(index, at: now)
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

    // Few are locked: all of them are looked at, which spares every renewal an index of the deadlines.
    private static let endLocks = Query(
        """
        UPDATE deliveries INDEXED BY deliveries_locked SET locked_until = ?
        WHERE state = 'locked' AND locked_until > ?
        """)
    private static let ended = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_locked
        WHERE state = 'locked' AND locked_until <= ? ORDER BY id
        """)
    private static let overdue = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_locked
        WHERE state = 'locked' AND locked_until <= ? ORDER BY id LIMIT ?
        """)
    private static let expired = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_expiring
        WHERE state IN ('scheduled', 'ready') AND expires_at IS NOT NULL AND expires_at <= ?
        ORDER BY expires_at, id LIMIT ?
        """)
    private static let expiredOfSubscription = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_expiring
        WHERE state IN ('scheduled', 'ready') AND expires_at IS NOT NULL AND expires_at <= ? AND subscription = ?
        ORDER BY expires_at, id LIMIT ?
        """)
    private static let forgetMessageIDs = Query(
        """
        DELETE FROM message_ids WHERE (topic, creator, message_id) IN
            (SELECT topic, creator, message_id FROM message_ids INDEXED BY message_ids_by_end
                WHERE until <= ? ORDER BY until LIMIT ?)
        """)
    private static let forgetRates = Query("DELETE FROM rates WHERE moment < ?")
}
