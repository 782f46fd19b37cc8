import Broker
import JSONModel

extension WriteSession {
    func lock(_ request: LockRequest, at now: Timestamp) throws(BrokerError) -> LockAnswer {
        let subscription = try routes.subscription(request.subscription)
        try expire(of: subscription.name, at: now)
        var locked: [LockedDelivery] = []
        for id in try readyDeliveries(request, at: now) {
            locked.append(try lock(id, subscription: subscription, worker: request.worker, at: now))
        }
        return LockAnswer(deliveries: locked, nextReadyAt: try nextReadyAt(request, after: now))
    }

    func renew(_ lock: Lock, at now: Timestamp) throws(BrokerError) -> Renewal {
        var (job, limits) = try held(by: lock)
        let renewal = try job.state.renew(lock, limits: limits, at: now)
        try store(job, events: [], at: now)
        return renewal
    }

    private func readyDeliveries(_ request: LockRequest, at now: Timestamp) throws(BrokerError) -> [Int64] {
        let limit = SQLValue.count(max(request.limit, 0))
        if let jobID = request.jobID {
            let arguments: [SQLValue] = [.text(jobID), .text(request.subscription), .time(now), .time(now), limit]
            return try connection.rows(Self.readyOfJob, arguments) { $0.int64(0) }
        }
        return try connection.rows(Self.ready, [.text(request.subscription), .time(now), .time(now), limit]) {
            $0.int64(0)
        }
    }

    private func nextReadyAt(_ request: LockRequest, after now: Timestamp) throws(BrokerError) -> Timestamp? {
        let next =
            if let jobID = request.jobID {
                try connection.first(Self.nextOfJob, [.text(jobID), .text(request.subscription)]) { $0.time(0) }
            } else {
                try connection.first(Self.next, [.text(request.subscription)]) { $0.time(0) }
            }
        return next.flatMap { $0 > now ? $0 : nil }
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
        // The first lock of a delivery cannot find steps of an earlier one.
        let steps = delivery.fence == 1 ? [] : try steps(ofDelivery: id, ordinal: job.ordinal)
        return LockedDelivery(
            lock: delivery.lock, lockedUntil: now + subscription.lock, number: delivery.number, job: record,
            attributes: attributes, steps: steps)
    }

    private func recordAndAttributes(
        ofDelivery id: Int64
    ) throws(BrokerError) -> (JobRecord, [String: JSONValue]) {
        let found = try connection.first(Self.jobOfDelivery, [.int(id)]) { row throws(BrokerError) in
            (try JobRecord(row), try row.json(16).objectValue ?? [:])
        }
        guard let found else { throw BrokerError(.storage, "delivery \(id) is gone") }
        return found
    }

    private func steps(ofDelivery id: Int64, ordinal: Int64) throws(BrokerError) -> [StepRecord] {
        try connection.rows(Self.stepsOfDelivery, [.int(ordinal), .int(id)]) { row throws(BrokerError) in
            try StepRecord(row)
        }
    }

    // Which index serves is said: statistics of a queue are always out of date.
    private static let ready = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_ready
        WHERE state = 'ready' AND subscription = ? AND ready_at <= ? AND (expires_at IS NULL OR expires_at > ?)
        ORDER BY ready_at, id LIMIT ?
        """)
    private static let readyOfJob = Query(
        """
        SELECT id FROM deliveries INDEXED BY deliveries_by_job
        WHERE job = (SELECT ordinal FROM jobs WHERE id = ?) AND state = 'ready' AND subscription = ?
            AND ready_at <= ? AND (expires_at IS NULL OR expires_at > ?)
        ORDER BY ready_at, id LIMIT ?
        """)
    private static let next = Query(
        """
        SELECT ready_at FROM deliveries INDEXED BY deliveries_ready
        WHERE state = 'ready' AND subscription = ? ORDER BY ready_at, id LIMIT 1
        """)
    private static let nextOfJob = Query(
        """
        SELECT ready_at FROM deliveries INDEXED BY deliveries_by_job
        WHERE job = (SELECT ordinal FROM jobs WHERE id = ?) AND state = 'ready' AND subscription = ?
        ORDER BY ready_at, id LIMIT 1
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
