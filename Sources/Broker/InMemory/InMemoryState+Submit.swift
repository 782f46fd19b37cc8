extension InMemoryState {
    mutating func submit(_ job: JobSubmission, at now: Timestamp) throws(BrokerError) -> SubmissionReceipt {
        if let receipt = try earlier(job) { return receipt }
        if let receipt = duplicate(of: job, at: now) { return receipt }
        let takers = try routes.takers(of: job)
        try insert(try JobPlan(job, takers: takers, at: now), at: now)
        if let key = job.idempotencyKey { keys[CreatorScope(creatorID: job.creatorID, key: key)] = job.id }
        if let window = routes.duplicateWindow(of: job), let scope = MessageScope(job) {
            messageIDs[scope] = (job.id, now + window)
        }
        return SubmissionReceipt(jobID: job.id, isRepeat: false, subscriptions: takers.map(\.name))
    }

    /// Stores a job as it begins.
    mutating func insert(_ plan: JobPlan, at now: Timestamp) throws(BrokerError) {
        let id = plan.submission.id
        guard jobs[id] == nil else { throw .duplicate(id) }
        var state = plan.state
        for index in state.deliveries.indices {
            lastDeliveryID += 1
            state.deliveries[index].id = lastDeliveryID
            jobIDs[lastDeliveryID] = id
            tallies[state.deliveries[index].subscription, default: (0, 0)].delivered += 1
        }
        lastOrdinal += 1
        jobs[id] = Entry(
            state: JobState(head: state.head, deliveries: []), submission: plan.submission, createdAt: now,
            ordinal: lastOrdinal)
        order.append(id)
        try store(state, events: plan.events, at: now)
        hintReady(state)
    }

    /// The answer to a repeated key.
    private func earlier(_ job: JobSubmission) throws(BrokerError) -> SubmissionReceipt? {
        guard let key = job.idempotencyKey, let id = keys[CreatorScope(creatorID: job.creatorID, key: key)],
            let first = jobs[id]
        else { return nil }
        guard first.submission.jobType == job.jobType, first.submission.payload == job.payload else {
            throw .conflict(over: key)
        }
        return receipt(repeating: first)
    }

    /// The answer to a message whose id is remembered.
    private func duplicate(of job: JobSubmission, at now: Timestamp) -> SubmissionReceipt? {
        guard routes.duplicateWindow(of: job) != nil, let scope = MessageScope(job),
            let known = messageIDs[scope], now < known.until, let first = jobs[known.jobID]
        else { return nil }
        return receipt(repeating: first)
    }

    private func receipt(repeating first: Entry) -> SubmissionReceipt {
        SubmissionReceipt(
            jobID: first.submission.id, isRepeat: true, subscriptions: first.state.deliveries.map(\.subscription))
    }
}

extension InMemoryState.MessageScope {
    init?(_ job: JobSubmission) {
        guard let messageID = job.messageID, case .topic(let topic) = job.target else { return nil }
        self.init(topic: topic, creatorID: job.creatorID, messageID: messageID)
    }
}
