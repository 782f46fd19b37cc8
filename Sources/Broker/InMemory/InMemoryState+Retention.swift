import JSONModel

extension InMemoryState {
    /// So many of each kind go in one call.
    static let retireLimit = 200

    mutating func retire(_ retention: Retention, at now: Timestamp) -> Retired {
        var retired = Retired()
        if let age = retention.jobs { retired.jobs = removeJobs(endedBy: now + (.zero - age)) }
        if let age = retention.progressEvents { retired.events = removeProgress(endedBy: now + (.zero - age)) }
        if let age = retention.records { retired.records = removeRecords(storedBy: now + (.zero - age)) }
        if let age = retention.spends { retired.spends = removeSpends(begunBy: now + (.zero - age)) }
        retired.cacheEntries = removeCacheEntries(at: now)
        retired.hasMore = retired.isFull(at: Self.retireLimit)
        return retired
    }

    private mutating func removeJobs(endedBy moment: Timestamp) -> Int {
        let old = order.filter { id in
            guard let state = jobs[id]?.state, let endedAt = state.head.endedAt, state.head.status.isFinal else {
                return false
            }
            return endedAt <= moment && !state.deliveries.contains { $0.state == .dead }
        }.prefix(Self.retireLimit)
        for id in old { remove(id) }
        return old.count
    }

    private mutating func remove(_ id: String) {
        for delivery in jobs[id]?.state.deliveries ?? [] {
            jobIDs[delivery.id] = nil
            tallies[delivery.subscription, default: (0, 0)].removed += 1
        }
        jobs[id] = nil
        order.removeAll { $0 == id }
        lateResults[id] = nil
        keys = keys.filter { $0.value != id }
        messageIDs = messageIDs.filter { $0.value.jobID != id }
    }

    private mutating func removeProgress(endedBy moment: Timestamp) -> Int {
        let ended = jobs.values.filter { $0.state.head.endedAt.map { $0 <= moment } ?? false }
        let old = ended.flatMap(\.events).filter { $0.type == "job.progress" && $0.time <= moment }
            .sorted { ($0.time, $0.sequence) < ($1.time, $1.sequence) }.prefix(Self.retireLimit)
        for event in old { jobs[event.jobID]?.events.removeAll { $0.sequence == event.sequence } }
        return old.count
    }

    private mutating func removeRecords(storedBy moment: Timestamp) -> Int {
        let old = records.filter { record in
            record.value.storedAt <= moment && !Retention.keptCollections.contains(record.key.collection)
        }.sorted { left, right in
            (left.value.storedAt, left.key.collection, left.key.id)
                < (right.value.storedAt, right.key.collection, right.key.id)
        }.prefix(Self.retireLimit)
        for record in old { records[record.key] = nil }
        return old.count
    }

    private mutating func removeSpends(begunBy moment: Timestamp) -> Int {
        let old = spends.filter { $0.value.beganAt <= moment && jobs[$0.value.jobID] == nil }
            .sorted { ($0.value.beganAt, $0.key) < ($1.value.beganAt, $1.key) }.prefix(Self.retireLimit)
        for (id, spend) in old {
            add(.zero - spend.amount, for: spend)
            spends[id] = nil
        }
        return old.count
    }

    private mutating func removeCacheEntries(at now: Timestamp) -> Int {
        let old = cache.filter { $0.value.entry.expiresAt <= now }
            .sorted { ($0.value.entry.expiresAt, $0.key) < ($1.value.entry.expiresAt, $1.key) }
            .prefix(Self.retireLimit)
        for entry in old { cache[entry.key] = nil }
        return old.count
    }
}
