import Broker
import JSONModel

/// A job's state as it was loaded; what is stored later is the difference.
struct LoadedJob {
    let ordinal: Int64
    let original: JobState
    var state: JobState
}

extension WriteSession {
    /// The job a delivery belongs to, with all its deliveries.
    func job(ofDelivery id: Int64) throws(BrokerError) -> LoadedJob? {
        let found = try connection.first(Self.deliveryWithJob, [.int(id)]) { row throws(BrokerError) in
            let next = Delivery.columnCount
            return (
                delivery: try Delivery(row), ordinal: row.int64(next), count: row.int(next + 1),
                head: try JobHead(row, from: next + 2)
            )
        }
        guard let found else { return nil }
        let deliveries = found.count == 1 ? [found.delivery] : try deliveries(ofJob: found.ordinal)
        return LoadedJob(found.ordinal, JobState(head: found.head, deliveries: deliveries))
    }

    func job(_ id: String) throws(BrokerError) -> LoadedJob? {
        let found = try connection.first(Self.jobHead, [.text(id)]) { row throws(BrokerError) in
            (ordinal: row.int64(0), head: try JobHead(row, from: 1))
        }
        guard let found else { return nil }
        return LoadedJob(found.ordinal, JobState(head: found.head, deliveries: try deliveries(ofJob: found.ordinal)))
    }

    /// The job a lock speaks of, and the limits of its subscription.
    func held(by lock: Lock) throws(BrokerError) -> (LoadedJob, Subscription) {
        guard let job = try job(ofDelivery: lock.deliveryID) else { throw .lockLost(lock) }
        let delivery = job.state.deliveries[try job.state.index(of: lock.deliveryID)]
        return (job, routes.limits(of: delivery.subscription))
    }

    /// Stores what a transition changed, with the events it gave rise to.
    func store(_ job: LoadedJob, events: [NewEvent], at now: Timestamp) throws(BrokerError) {
        for (before, after) in zip(job.original.deliveries, job.state.deliveries) where before != after {
            try store(after, before: before, at: now)
        }
        try store(job.state.head, before: job.original.head, ordinal: job.ordinal)
        try publish(events, ordinal: job.ordinal, jobID: job.state.head.id, at: now)
    }

    func publish(_ events: [NewEvent], ordinal: Int64, jobID: String, at now: Timestamp) throws(BrokerError) {
        guard !events.isEmpty else { return }
        for event in events {
            try connection.run(
                Self.insertEvent, [.int(ordinal), .text(event.type), .text(event.data.text()), .time(now)])
        }
        hint([.events(jobID: jobID)])
    }

    func hintReady(_ state: JobState) {
        hint(state.deliveries.filter { $0.state == .ready }.map { .ready(subscription: $0.subscription) })
    }

    private func deliveries(ofJob ordinal: Int64) throws(BrokerError) -> [Delivery] {
        try connection.rows(Self.deliveriesOfJob, [.int(ordinal)]) { row throws(BrokerError) in try Delivery(row) }
    }

    private func store(_ delivery: Delivery, before: Delivery, at now: Timestamp) throws(BrokerError) {
        if before.state == .locked, before.fence == delivery.fence, delivery.state == .locked {
            return try connection.run(Self.renew, [.time(delivery.lockedUntil), .int(delivery.id)])
        }
        let isOver = delivery.state != .ready && delivery.state != .locked
        try connection.run(
            Self.updateDelivery,
            [
                .text(delivery.state.rawValue), .count(delivery.number), .count(delivery.failures),
                .count(delivery.deaths), .int(delivery.fence), .time(delivery.readyAt), .time(delivery.lockedUntil),
                .maybe(delivery.worker), .maybe(delivery.reason), .failure(delivery.failure),
                .maybe(delivery.cause?.rawValue), .time(isOver ? now : nil), .int(delivery.id),
            ])
    }

    private func store(_ head: JobHead, before: JobHead, ordinal: Int64) throws(BrokerError) {
        guard head != before else { return }
        var moved = before
        moved.progress = head.progress
        if moved == head {
            return try connection.run(Self.updateProgress, [.count(head.progress), .int(ordinal)])
        }
        try connection.run(
            Self.updateJob,
            [
                .text(head.status.rawValue), .failure(head.failure), .count(head.progress), .count(head.attempt),
                .flag(head.isCancelling), .time(head.startedAt), .time(head.endedAt), .time(head.readyAt),
                .int(ordinal),
            ])
    }

    private static let deliveryWithJob = Query(
        """
        SELECT \(Delivery.columns), jobs.ordinal, jobs.delivery_count, \(JobHead.columns)
        FROM deliveries JOIN jobs ON jobs.ordinal = deliveries.job WHERE deliveries.id = ?
        """)
    private static let jobHead = Query("SELECT jobs.ordinal, \(JobHead.columns) FROM jobs WHERE id = ?")
    private static let deliveriesOfJob = Query(
        "SELECT \(Delivery.columns) FROM deliveries WHERE job = ? ORDER BY id")
    private static let renew = Query("UPDATE deliveries SET locked_until = ? WHERE id = ?")
    private static let updateDelivery = Query(
        """
        UPDATE deliveries SET state = ?, number = ?, failures = ?, deaths = ?, fence = ?, ready_at = ?,
            locked_until = ?, worker = ?, reason = ?, failure = ?, cause = ?, ended_at = ? WHERE id = ?
        """)
    private static let updateProgress = Query("UPDATE jobs SET progress = ? WHERE ordinal = ?")
    private static let updateJob = Query(
        """
        UPDATE jobs SET status = ?, failure = ifnull(?, failure), progress = ?, attempt = ?, is_cancelling = ?,
            started_at = ?, ended_at = ?, ready_at = ? WHERE ordinal = ?
        """)
    private static let insertEvent = Query("INSERT INTO events (job, type, data, time) VALUES (?, ?, ?, ?)")
}

extension LoadedJob {
    init(_ ordinal: Int64, _ state: JobState) {
        self.init(ordinal: ordinal, original: state, state: state)
    }
}
