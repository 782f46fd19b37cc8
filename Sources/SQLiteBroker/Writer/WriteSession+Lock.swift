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
                try lock(delivery.id, subscription: subscription, worker: candidates.request.worker, at: now))
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
                locked.append(try lock(delivery.id, subscription: subscription, worker: request.worker, at: now))
            }
        }
        try storeRates(of: check, subscription.name)
        return locked
    }

    private func lock(
        _ id: Int64, subscription: Subscription, worker: String, at now: Timestamp
    ) throws(BrokerError) -> LockedDelivery {
        guard var job = try job(ofDelivery: id) else { throw BrokerError(.storage, "delivery \(id) is gone") }
        let index = try job.state.index(of: id)
        let event = try job.state.lock(index, limits: subscription, worker: worker, at: now)
        try store(job, events: [event], at: now)
        let delivery = job.state.deliveries[index]
        var (record, attributes) = try recordAndAttributes(ofDelivery: id)
        record.subscription = delivery.subscription
        record.definition = delivery.definition
        if let payload = delivery.payload { record.payload = payload }
        // The first lock of a delivery cannot find steps of an earlier one.
        let steps = delivery.fence == 1 ? [] : try steps(ofDelivery: id, ordinal: job.ordinal)
        return LockedDelivery(
            lock: delivery.lock, lockedUntil: now + subscription.lock, number: delivery.number, job: record,
            attributes: attributes, steps: steps)
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

    private func recordAndAttributes(
        ofDelivery id: Int64
    ) throws(BrokerError) -> (JobRecord, [String: JSONValue]) {
        let found = try connection.first(Self.jobOfDelivery, [.int(id)]) { row throws(BrokerError) in
            (try JobRecord(row), try row.json(JobRecord.columnCount).objectValue ?? [:])
        }
        guard let found else { throw BrokerError(.storage, "delivery \(id) is gone") }
        return found
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
        SELECT \(JobRecord.columns), messages.attributes
        FROM deliveries JOIN jobs ON jobs.ordinal = deliveries.job JOIN messages ON messages.id = deliveries.message
        WHERE deliveries.id = ?
        """)
    private static let stepsOfDelivery = Query(
        "SELECT \(StepRecord.columns) FROM steps WHERE job = ? AND delivery = ? ORDER BY ended_at, id")
}
