import Broker
import JSONModel

/// A job's state as it was loaded; what is stored later is the difference.
struct LoadedJob {
    let ordinal: Int64
    let original: JobState
    var state: JobState
    /// To be stored with the rest, as JSON text; `nil` leaves what is there.
    var result: String?

    init(_ ordinal: Int64, _ state: JobState) {
        self.ordinal = ordinal
        original = state
        self.state = state
    }
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
        let deliveries = found.count == 1 ? [found.delivery] : try connection.deliveries(ofJob: found.ordinal)
        return LoadedJob(found.ordinal, JobState(head: found.head, deliveries: deliveries))
    }

    func job(_ id: String) throws(BrokerError) -> LoadedJob? {
        let found = try connection.first(Self.jobHead, [.text(id)]) { row throws(BrokerError) in
            (ordinal: row.int64(0), head: try JobHead(row, from: 1))
        }
        guard let found else { return nil }
        let deliveries = try connection.deliveries(ofJob: found.ordinal)
        return LoadedJob(found.ordinal, JobState(head: found.head, deliveries: deliveries))
    }

    /// The job a lock speaks of, and the limits of its subscription.
    func held(by lock: Lock) throws(BrokerError) -> (LoadedJob, Subscription) {
        guard let job = try job(ofDelivery: lock.deliveryID) else { throw .lockLost(lock) }
        let delivery = job.state.deliveries[try job.state.index(of: lock.deliveryID)]
        return (job, routes.limits(of: delivery.subscription))
    }

    /// Stores what a transition changed, with the events it gave rise to.
    func store(_ job: LoadedJob, events: [NewEvent], at now: Timestamp) throws(BrokerError) {
        let changes = zip(job.original.deliveries, job.state.deliveries).filter { $0 != $1 }
        for (before, after) in changes { try store(after, before: before) }
        for (before, after) in changes where before.openSpends > 0 && after.state != .locked {
            try giveUpSpends(of: after.id, at: now)
        }
        for (before, after) in changes where LimitCheck.frees(before, after) {
            try free(LimitCheck.keys(of: after), in: after.subscription)
        }
        try storeHead(of: job)
        try publish(events, about: job.state.head, ordinal: job.ordinal, at: now)
    }

    /// Stores events, and the jobs that run for them in subscriptions of `events`.
    func publish(
        _ events: [NewEvent], about head: JobHead, ordinal: Int64, at now: Timestamp
    ) throws(BrokerError) {
        guard !events.isEmpty else { return }
        for event in events {
            try connection.run(
                Self.insertEvent, [.int(ordinal), .text(event.type), .text(event.data.text()), .time(now)])
            try react(to: event, sequence: connection.lastInsertedID, about: head, at: now)
        }
        hint([.events(jobID: head.id)])
    }

    func hintReady(_ state: JobState) {
        hint(state.deliveries.filter(\.isWaiting).map { .ready(subscription: $0.subscription) })
    }

    private func react(
        to event: NewEvent, sequence: Int64, about head: JobHead, at now: Timestamp
    ) throws(BrokerError) {
        let takers = routes.takers(of: event, about: head)
        guard !takers.isEmpty else { return }
        let record = EventRecord(
            sequence: sequence, jobID: head.id, type: event.type, data: event.data, time: now)
        let reaction = record.reaction(about: head, attributes: event.attributes(about: head))
        try insert(try JobPlan(reaction, takers: takers, at: now), payload: reaction.payload.text(), at: now)
    }

    private func storeHead(of job: LoadedJob) throws(BrokerError) {
        let (head, before) = (job.state.head, job.original.head)
        let letters = job.state.letterCount
        guard head != before || letters != job.original.letterCount || job.result != nil else { return }
        var moved = before
        moved.progress = head.progress
        if moved == head, letters == job.original.letterCount, job.result == nil {
            return try connection.run(Self.updateProgress, [.count(head.progress), .int(job.ordinal)])
        }
        try connection.run(
            Self.updateJob,
            [
                .text(head.status.rawValue), .failure(head.failure), .count(head.progress), .count(head.attempt),
                .flag(head.isCancelling), .time(head.startedAt), .time(head.endedAt), .time(head.readyAt),
                .count(letters), .maybe(job.result), .int(job.ordinal),
            ])
    }

    private static let deliveryWithJob = Query(
        """
        SELECT \(Delivery.columns), jobs.ordinal, jobs.delivery_count, \(JobHead.columns)
        FROM deliveries JOIN jobs ON jobs.ordinal = deliveries.job WHERE deliveries.id = ?
        """)
    private static let jobHead = Query("SELECT jobs.ordinal, \(JobHead.columns) FROM jobs WHERE id = ?")
    private static let updateProgress = Query("UPDATE jobs SET progress = ? WHERE ordinal = ?")
    private static let updateJob = Query(
        """
        UPDATE jobs SET status = ?, failure = ifnull(?, failure), progress = ?, attempt = ?, is_cancelling = ?,
            started_at = ?, ended_at = ?, ready_at = ?, letters = ?, result = ifnull(?, result)
        WHERE ordinal = ?
        """)
    private static let insertEvent = Query("INSERT INTO events (job, type, data, time) VALUES (?, ?, ?, ?)")
}

extension JobState {
    /// How many of its deliveries are dead letters; retention leaves a job with any alone.
    var letterCount: Int { deliveries.count { $0.state == .dead } }
}
