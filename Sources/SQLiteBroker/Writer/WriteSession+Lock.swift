import Broker
import JSONModel

extension WriteSession {
    func lock(_ request: LockRequest, at now: Timestamp) throws(BrokerError) -> LockAnswer {
        let subscription = try routes.subscription(request.subscription)
        try catchUp(subscription.name, at: now)
        var candidates = Candidates(request, now)
        let locked =
            subscription.limits.isEmpty
            ? try lockAll(&candidates, subscription, at: now) : try lockWithinLimits(&candidates, subscription, at: now)
        return LockAnswer(
            deliveries: locked, nextReadyAt: try nextReadyAt(request, sawAll: candidates.remaining > 0, at: now))
    }

    func renew(_ lock: Lock, at now: Timestamp) throws(BrokerError) -> Renewal {
        var (job, limits) = try held(by: lock)
        let renewal = try job.state.renew(lock, limits: limits, at: now)
        try store(job, events: [], at: now)
        return renewal
    }

    private func lockAll(
        _ candidates: inout Candidates, _ subscription: Subscription, at now: Timestamp
    ) throws(BrokerError) -> [LockedDelivery] {
        var locked: [LockedDelivery] = []
        for delivery in try candidates.next(candidates.request.limit, on: connection) {
            locked.append(
                try lock(delivery, subscription: subscription, worker: candidates.request.worker, at: now))
        }
        return locked
    }

    /// Every candidate that is looked at gets out of the way: it is locked, parked, or scheduled for its rate.
    private func lockWithinLimits(
        _ candidates: inout Candidates, _ subscription: Subscription, at now: Timestamp
    ) throws(BrokerError) -> [LockedDelivery] {
        let request = candidates.request
        var check = LimitCheck(subscription, locked: try lockedKeys(of: subscription.name))
        var locked: [LockedDelivery] = []
        while locked.count < request.limit {
            let page = try candidates.next(request.limit - locked.count, on: connection)
            if page.isEmpty { break }
            for before in page {
                try readRates(into: &check, for: before)
                var delivery = before
                guard check.decide(&delivery, at: now) == .start else {
                    try store(delivery, before: before)
                    if delivery.state == .ready { try free(check.freeKeys(of: delivery), in: subscription.name) }
                    continue
                }
                locked.append(try lock(before, subscription: subscription, worker: request.worker, at: now))
            }
        }
        try storeRates(of: check, subscription.name)
        return locked
    }

    /// - Parameter delivery: as it is stored.
    private func lock(
        _ delivery: Delivery, subscription: Subscription, worker: String, at now: Timestamp
    ) throws(BrokerError) -> LockedDelivery {
        var (job, record, attributes) = try jobToLock(delivery)
        let index = try job.state.index(of: delivery.id)
        let event = try job.state.lock(index, limits: subscription, worker: worker, at: now)
        try store(job, events: [event], at: now)
        let locked = job.state.deliveries[index]
        record.follow(job.state.head)
        record.subscription = locked.subscription
        record.definition = locked.definition
        if let payload = locked.payload { record.payload = payload }
        // The first lock of a delivery cannot find steps of an earlier one.
        let steps = locked.fence == 1 ? [] : try steps(ofDelivery: locked.id, ordinal: job.ordinal)
        return LockedDelivery(
            lock: locked.lock, lockedUntil: now + subscription.lock, number: locked.number, job: record,
            attributes: attributes, steps: steps)
    }

    /// All that a lock changes and answers, read at once.
    private func jobToLock(
        _ delivery: Delivery
    ) throws(BrokerError) -> (LoadedJob, JobRecord, attributes: [String: JSONValue]) {
        let next = JobRecord.columnCount
        let found = try connection.first(Self.jobOfDelivery, [.int(delivery.id)]) { row throws(BrokerError) in
            (
                record: try JobRecord(row), attributes: try row.json(next).objectValue ?? [:],
                ordinal: row.int64(next + 1), count: row.int(next + 2), hops: row.int(next + 3)
            )
        }
        guard let found else { throw BrokerError(.storage, "delivery \(delivery.id) is gone") }
        let deliveries = found.count == 1 ? [delivery] : try connection.deliveries(ofJob: found.ordinal)
        let state = JobState(head: JobHead(found.record, hops: found.hops), deliveries: deliveries)
        return (LoadedJob(found.ordinal, state), found.record, found.attributes)
    }

    private func nextReadyAt(
        _ request: LockRequest, sawAll: Bool, at now: Timestamp
    ) throws(BrokerError) -> Timestamp? {
        let name = SQLValue.text(request.subscription)
        let read = { (row: SQLRow) in (hasReady: row.flag(0), scheduled: row.maybeTime(1)) }
        let next =
            if let jobID = request.jobID {
                try connection.first(Self.nextOfJob, [.text(jobID), name, .text(jobID), name], read)
            } else {
                try connection.first(Self.next, [name, name], read)
            }
        if next?.hasReady == true { return sawAll ? nil : now }
        return next?.scheduled.map { max($0, now) }
    }

    private func steps(ofDelivery id: Int64, ordinal: Int64) throws(BrokerError) -> [StepRecord] {
        try connection.rows(Self.stepsOfDelivery, [.int(ordinal), .int(id)]) { row throws(BrokerError) in
            try StepRecord(row)
        }
    }

    private static let next = Query(
        """
        SELECT
            EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_ready
                WHERE state = 'ready' AND waits_limit IS NULL AND subscription = ?),
            (SELECT ready_at FROM deliveries INDEXED BY deliveries_scheduled
                WHERE state = 'scheduled' AND subscription = ? ORDER BY ready_at LIMIT 1)
        """)
    private static let nextOfJob = Query(
        """
        SELECT
            EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_by_job
                WHERE job = (SELECT ordinal FROM jobs WHERE id = ?) AND state = 'ready' AND waits_limit IS NULL
                    AND subscription = ?),
            (SELECT ready_at FROM deliveries INDEXED BY deliveries_by_job
                WHERE job = (SELECT ordinal FROM jobs WHERE id = ?) AND state = 'scheduled' AND subscription = ?
                ORDER BY ready_at LIMIT 1)
        """)
    private static let jobOfDelivery = Query(
        """
        SELECT \(JobRecord.columns), messages.attributes, jobs.ordinal, jobs.delivery_count, jobs.hops
        FROM deliveries JOIN jobs ON jobs.ordinal = deliveries.job JOIN messages ON messages.id = deliveries.message
        WHERE deliveries.id = ?
        """)
    private static let stepsOfDelivery = Query(
        "SELECT \(StepRecord.columns) FROM steps WHERE job = ? AND delivery = ? ORDER BY ended_at, id")
}
