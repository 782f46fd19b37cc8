extension InMemoryState {
    func job(_ id: String) -> JobRecord? { jobs[id]?.record }

    func jobs(_ query: JobQuery) throws(BrokerError) -> [JobRecord] {
        var end = Int.max
        if let before = query.before {
            guard let entry = jobs[before] else { throw .noJob(before) }
            end = entry.ordinal
        }
        let entries = order.reversed().lazy.compactMap { jobs[$0] }.filter { $0.ordinal < end }
        return Array(entries.map(\.record).filter(query.asks).prefix(max(query.limit, 0)))
    }

    func steps(of jobID: String) -> [StepRecord] {
        (jobs[jobID]?.steps.map(\.record) ?? []).inOrderOfEnding()
    }

    func steps(ofDelivery id: Int64) -> [StepRecord] {
        entry(of: id)?.steps(ofDelivery: id) ?? []
    }

    func events(of jobID: String, after sequence: Int64, limit: Int) -> [EventRecord] {
        let later = (jobs[jobID]?.events ?? []).lazy.filter { $0.sequence > sequence }
        return Array(later.prefix(max(limit, 0)))
    }

    func events(after sequence: Int64, limit: Int) -> [EventRecord] {
        let later = jobs.values.flatMap(\.events).filter { $0.sequence > sequence }
        return Array(later.sorted { $0.sequence < $1.sequence }.prefix(max(limit, 0)))
    }

    func deliveries(of jobID: String) -> [DeliveryRecord] {
        (jobs[jobID]?.state.deliveries ?? []).map { delivery in
            var record = DeliveryRecord(delivery, jobID: jobID)
            if let wait = delivery.waitsFor { record.holders = holders(of: wait, in: delivery.subscription) }
            return record
        }
    }

    private func holders(of wait: KeyWait, in subscription: String) -> [DeliveryRecord.Holder] {
        lockedDeliveries(of: subscription).compactMap { delivery in
            guard delivery.keys.indices.contains(wait.limit), delivery.keys[wait.limit] == wait.key,
                let jobID = jobIDs[delivery.id], let lockedUntil = delivery.lockedUntil
            else { return nil }
            return DeliveryRecord.Holder(jobID: jobID, lockedUntil: lockedUntil)
        }
    }

    func counts() -> [SubscriptionCounts] {
        let deliveries = Dictionary(grouping: jobs.values.flatMap(\.state.deliveries), by: \.subscription)
        return tallies.sorted { $0.key < $1.key }.map { name, tally in
            var counts = SubscriptionCounts(subscription: name)
            counts.delivered = tally.delivered
            counts.removed = tally.removed
            for delivery in deliveries[name] ?? [] { counts.count(delivery) }
            return counts
        }
    }
}

extension InMemoryState.Entry {
    var record: JobRecord {
        let head = state.head
        let main = state.deliveries.first
        return JobRecord(
            id: head.id, jobType: head.jobType, creatorID: head.creatorID, payload: submission.payload,
            status: head.status, result: result, failure: head.failure, progress: head.progress,
            attempt: head.attempt, definition: main?.definition ?? "", subscription: main?.subscription ?? "",
            isCancelling: head.isCancelling, createdAt: createdAt, startedAt: head.startedAt,
            endedAt: head.endedAt, readyAt: head.readyAt, topic: head.topic, parentID: submission.parentID)
    }

    func steps(ofDelivery id: Int64) -> [StepRecord] {
        steps.filter { $0.deliveryID == id }.map(\.record).inOrderOfEnding()
    }
}

extension JobQuery {
    fileprivate func asks(for job: JobRecord) -> Bool {
        (status == nil || status == job.status) && (jobType == nil || jobType == job.jobType)
            && (creatorID == nil || creatorID == job.creatorID) && (topic == nil || topic == job.topic)
            && (parentID == nil || parentID == job.parentID)
    }
}

extension [StepRecord] {
    /// Those that ended at the same moment stay as they were recorded.
    fileprivate func inOrderOfEnding() -> [StepRecord] {
        enumerated().sorted { ($0.element.endedAt, $0.offset) < ($1.element.endedAt, $1.offset) }.map(\.element)
    }
}
