extension InMemoryState {
    mutating func submit(_ job: JobSubmission, at now: Timestamp) throws(BrokerError) -> SubmissionReceipt {
        if let receipt = try earlier(job) { return receipt }
        guard jobs[job.id] == nil else { throw .duplicate(job.id) }
        let takers = try routes.takers(of: job)
        let state = JobState(
            head: JobHead(id: job.id, jobType: job.jobType, creatorID: job.creatorID, readyAt: now),
            deliveries: takers.map { subscription in
                lastDeliveryID += 1
                return Delivery(id: lastDeliveryID, for: subscription, at: now)
            })
        jobs[job.id] = Entry(state: state, submission: job, createdAt: now, ordinal: order.count)
        order.append(job.id)
        for delivery in state.deliveries { jobIDs[delivery.id] = job.id }
        if let key = job.idempotencyKey { keys[IdempotencyScope(creatorID: job.creatorID, key: key)] = job.id }
        store(state, events: [NewEvent(type: "job.submitted", data: state.head.eventData())], at: now)
        hints.add(takers.map { .ready(subscription: $0.name) })
        return SubmissionReceipt(jobID: job.id, isRepeat: false, subscriptions: takers.map(\.name))
    }

    /// The answer to a repeated key.
    private func earlier(_ job: JobSubmission) throws(BrokerError) -> SubmissionReceipt? {
        guard let key = job.idempotencyKey,
            let id = keys[IdempotencyScope(creatorID: job.creatorID, key: key)], let first = jobs[id]
        else { return nil }
        guard first.submission.jobType == job.jobType, first.submission.payload == job.payload else {
            throw .conflict(over: key)
        }
        return SubmissionReceipt(
            jobID: id, isRepeat: true, subscriptions: first.state.deliveries.map(\.subscription))
    }
}
