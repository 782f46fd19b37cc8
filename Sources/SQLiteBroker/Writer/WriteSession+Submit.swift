import Broker
import JSONModel

extension WriteSession {
    func submit(_ submission: Encoded<JobSubmission>, at now: Timestamp) throws(BrokerError) -> SubmissionReceipt {
        let job = submission.item
        if let receipt = try earlier(submission) { return receipt }
        let window = routes.duplicateWindow(of: job)
        if window != nil, let receipt = try duplicate(of: job, at: now) { return receipt }
        let takers = try routes.takers(of: job)
        try insert(try JobPlan(job, takers: takers, at: now), payload: submission.text, at: now)
        if let window { try remember(job, until: now + window) }
        return SubmissionReceipt(jobID: job.id, isRepeat: false, subscriptions: takers.map(\.name))
    }

    /// Stores a job as it begins.
    /// - Parameter payload: the submission's, as text.
    func insert(_ plan: JobPlan, payload: String, at now: Timestamp) throws(BrokerError) {
        let ordinal = try insertJob(plan, payload: payload, at: now)
        let message = try insertMessage(of: plan, ordinal: ordinal, at: now)
        for delivery in plan.state.deliveries { try insert(delivery, of: message, ordinal: ordinal) }
        try publish(plan.events, about: plan.state.head, ordinal: ordinal, at: now)
        hintReady(plan.state)
    }

    /// The answer to a repeated key.
    private func earlier(_ submission: Encoded<JobSubmission>) throws(BrokerError) -> SubmissionReceipt? {
        let job = submission.item
        guard let key = job.idempotencyKey else { return nil }
        let first = try connection.first(Self.jobByKey, [.text(key), .maybe(job.creatorID)]) { row in
            (
                ordinal: row.int64(0), id: row.text(1),
                isSame: row.text(2) == job.jobType && row.text(3) == submission.text
            )
        }
        guard let first else { return nil }
        guard first.isSame else { throw .conflict(over: key) }
        return try receipt(repeating: first.id, ordinal: first.ordinal)
    }

    /// The answer to a message whose id is remembered.
    private func duplicate(of job: JobSubmission, at now: Timestamp) throws(BrokerError) -> SubmissionReceipt? {
        guard let scope = messageScope(of: job) else { return nil }
        let first = try connection.first(Self.jobByMessageID, scope + [.time(now)]) { ($0.int64(0), $0.text(1)) }
        guard let (ordinal, id) = first else { return nil }
        return try receipt(repeating: id, ordinal: ordinal)
    }

    private func remember(_ job: JobSubmission, until moment: Timestamp) throws(BrokerError) {
        guard let scope = messageScope(of: job) else { return }
        try connection.run(Self.storeMessageID, scope + [.text(job.id), .time(moment)])
    }

    private func messageScope(of job: JobSubmission) -> [SQLValue]? {
        guard let messageID = job.messageID, case .topic(let topic) = job.target else { return nil }
        return [.text(topic), .creator(job.creatorID), .text(messageID)]
    }

    private func receipt(repeating jobID: String, ordinal: Int64) throws(BrokerError) -> SubmissionReceipt {
        let takers = try connection.rows(Self.takersOfJob, [.int(ordinal)]) { $0.text(0) }
        return SubmissionReceipt(jobID: jobID, isRepeat: true, subscriptions: takers)
    }

    private func insertJob(_ plan: JobPlan, payload: String, at now: Timestamp) throws(BrokerError) -> Int64 {
        let (job, head) = (plan.submission, plan.state.head)
        let main = plan.takers.first
        try connection.run(
            Self.insertJob,
            [
                .text(job.id), .text(job.jobType), .maybe(job.creatorID), .text(payload), .text(head.status.rawValue),
                .failure(head.failure), .text(main?.definition ?? ""), .text(main?.name ?? ""),
                .count(plan.takers.count), .maybe(job.idempotencyKey), .time(now), .time(head.endedAt),
                .time(head.readyAt), .text(head.topic), .maybe(job.parentID), .count(head.hops),
                .count(plan.state.letterCount),
            ])
        guard connection.changedRows > 0 else { throw .duplicate(job.id) }
        return connection.lastInsertedID
    }

    private func insertMessage(of plan: JobPlan, ordinal: Int64, at now: Timestamp) throws(BrokerError) -> Int64 {
        let attributes = plan.submission.attributes
        let text = attributes.isEmpty ? "{}" : JSONValue.object(attributes).text()
        try connection.run(
            Self.insertMessage, [.int(ordinal), .text(plan.state.head.topic), .text(text), .time(now)])
        return connection.lastInsertedID
    }

    private static let jobByKey = Query(
        """
        SELECT ordinal, id, job_type, payload FROM jobs INDEXED BY jobs_by_idempotency_key
        WHERE idempotency_key = ? AND creator_id IS ?
        """)
    // An id whose job is gone is forgotten with it.
    private static let jobByMessageID = Query(
        """
        SELECT jobs.ordinal, jobs.id FROM message_ids JOIN jobs ON jobs.id = message_ids.job_id
        WHERE message_ids.topic = ? AND message_ids.creator = ? AND message_ids.message_id = ?
            AND message_ids.until > ?
        """)
    private static let storeMessageID = Query(
        "INSERT OR REPLACE INTO message_ids (topic, creator, message_id, job_id, until) VALUES (?, ?, ?, ?, ?)")
    private static let takersOfJob = Query("SELECT subscription FROM deliveries WHERE job = ? ORDER BY id")
    private static let insertJob = Query(
        """
        INSERT INTO jobs (id, job_type, creator_id, payload, status, failure, definition, subscription,
            delivery_count, idempotency_key, created_at, ended_at, ready_at, topic, parent_id, hops, letters)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """)
    private static let insertMessage = Query(
        "INSERT INTO messages (job, topic, attributes, enqueued_at) VALUES (?, ?, ?, ?)")
}
