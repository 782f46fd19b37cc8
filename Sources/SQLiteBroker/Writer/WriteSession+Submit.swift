import Broker
import JSONModel

extension WriteSession {
    func configure(_ topology: Topology, at now: Timestamp) throws(BrokerError) {
        for definition in topology.definitions {
            try connection.run(
                Self.insertDefinition,
                [.text(definition.hash), .text(definition.name), .text(definition.text), .time(now)])
        }
        routes.replace(with: topology.subscriptions)
    }

    func submit(_ submission: Encoded<JobSubmission>, at now: Timestamp) throws(BrokerError) -> SubmissionReceipt {
        let job = submission.item
        if let receipt = try earlier(submission) { return receipt }
        let isTaken = try connection.first(Self.jobExists, [.text(job.id)]) { _ in true } ?? false
        guard !isTaken else { throw .duplicate(job.id) }
        let takers = try routes.takers(of: job)
        let ordinal = try insertJob(submission, takers: takers, at: now)
        let message = try insertMessage(of: job, ordinal: ordinal, topic: takers.first?.topic ?? "", at: now)
        for taker in takers { try insertDelivery(of: message, ordinal: ordinal, to: taker, at: now) }
        let head = JobHead(id: job.id, jobType: job.jobType, creatorID: job.creatorID)
        let event = NewEvent(type: "job.submitted", data: head.eventData())
        try publish([event], ordinal: ordinal, jobID: job.id, at: now)
        hint(takers.map { .ready(subscription: $0.name) })
        return SubmissionReceipt(jobID: job.id, isRepeat: false, subscriptions: takers.map(\.name))
    }

    /// The answer to a repeated key.
    private func earlier(_ submission: Encoded<JobSubmission>) throws(BrokerError) -> SubmissionReceipt? {
        let job = submission.item
        guard let key = job.idempotencyKey else { return nil }
        let first = try connection.first(Self.jobByKey, [.text(key), .text(job.creatorID ?? "")]) { row in
            (
                ordinal: row.int64(0), id: row.text(1),
                isSame: row.text(2) == job.jobType && row.text(3) == submission.text
            )
        }
        guard let first else { return nil }
        guard first.isSame else { throw .conflict(over: key) }
        let takers = try connection.rows(Self.takersOfJob, [.int(first.ordinal)]) { $0.text(0) }
        return SubmissionReceipt(jobID: first.id, isRepeat: true, subscriptions: takers)
    }

    private func insertJob(
        _ submission: Encoded<JobSubmission>, takers: [Subscription], at now: Timestamp
    ) throws(BrokerError) -> Int64 {
        let job = submission.item
        let main = takers.first
        try connection.run(
            Self.insertJob,
            [
                .text(job.id), .text(job.jobType), .maybe(job.creatorID), .text(submission.text),
                .text(JobStatus.pending.rawValue), .text(main?.definition ?? ""), .text(main?.name ?? ""),
                .count(takers.count), .maybe(job.idempotencyKey), .time(now), .time(now),
            ])
        return connection.lastInsertedID
    }

    private func insertMessage(
        of job: JobSubmission, ordinal: Int64, topic: String, at now: Timestamp
    ) throws(BrokerError) -> Int64 {
        let attributes = job.attributes.isEmpty ? "{}" : JSONValue.object(job.attributes).text()
        try connection.run(Self.insertMessage, [.int(ordinal), .text(topic), .text(attributes), .time(now)])
        return connection.lastInsertedID
    }

    private func insertDelivery(
        of message: Int64, ordinal: Int64, to subscription: Subscription, at now: Timestamp
    ) throws(BrokerError) {
        let delivery = Delivery(id: 0, for: subscription, at: now)
        try connection.run(
            Self.insertDelivery,
            [
                .int(message), .int(ordinal), .text(delivery.subscription), .text(delivery.definition),
                .text(delivery.state.rawValue), .time(delivery.readyAt), .time(delivery.expiresAt),
            ])
    }

    private static let insertDefinition = Query(
        "INSERT INTO definitions (hash, name, text, stored_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
    private static let jobExists = Query("SELECT 1 FROM jobs WHERE id = ?")
    private static let jobByKey = Query(
        """
        SELECT ordinal, id, job_type, payload FROM jobs
        WHERE idempotency_key = ? AND ifnull(creator_id, '') = ?
        """)
    private static let takersOfJob = Query("SELECT subscription FROM deliveries WHERE job = ? ORDER BY id")
    private static let insertJob = Query(
        """
        INSERT INTO jobs (id, job_type, creator_id, payload, status, definition, subscription, delivery_count,
            idempotency_key, created_at, ready_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    private static let insertMessage = Query(
        "INSERT INTO messages (job, topic, attributes, enqueued_at) VALUES (?, ?, ?, ?)")
    private static let insertDelivery = Query(
        """
        INSERT INTO deliveries (message, job, subscription, definition, state, ready_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
}
