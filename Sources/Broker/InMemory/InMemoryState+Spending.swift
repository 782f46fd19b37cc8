import JSONModel

extension InMemoryState {
    mutating func reserve(_ request: SpendRequest, at now: Timestamp) throws(BrokerError) -> Int64 {
        var (state, _) = try held(by: request.lock)
        try state.reserve(request.lock, at: now)
        let spend = try Spend(
            request, of: state.head, pipeline: pipeline(of: request.lock, in: state), at: now)
        try routes.budgets.check(spend) { totals[$0] ?? .zero }
        try store(state, events: [], at: now)
        return insert(spend)
    }

    /// What a checkpoint says about money and the cache.
    mutating func account(for checkpoint: Checkpoint, in state: JobState, at now: Timestamp) throws(BrokerError) {
        let name = checkpoint.spends.first.flatMap { spends[$0.reservation]?.name }
        for settlement in checkpoint.spends {
            guard var spend = spends[settlement.reservation], spend.state == .reserved, spend.lock == checkpoint.lock
            else { throw .noReservation(settlement.reservation) }
            add(.zero - spend.amount, for: spend)
            spend.settle(settlement, at: now)
            add(spend.amount, for: spend)
            spends[settlement.reservation] = spend
        }
        if let write = checkpoint.cacheWrite { cache[write.key] = CachedOutput(write, name: name ?? "", at: now) }
        guard let key = checkpoint.cacheHit else { return }
        cache[key]?.entry.hits += 1
        let entry = cache[key]
        _ = insert(
            Spend(
                hitBy: checkpoint, name: entry?.name ?? "", saving: entry?.entry.money ?? .zero, of: state.head,
                pipeline: pipeline(of: checkpoint.lock, in: state), at: now))
    }

    /// The lock is over: what was set aside under it stays spent.
    mutating func giveUpSpends(of deliveryID: Int64, at now: Timestamp) {
        for (id, spend) in spends where spend.lock.deliveryID == deliveryID && spend.state == .reserved {
            spends[id]?.giveUp(at: now)
        }
    }

    func cached(_ key: String, at now: Timestamp) -> CacheEntry? {
        cache[key].flatMap { now < $0.entry.expiresAt ? $0.entry : nil }
    }

    func costs(_ query: CostQuery) -> [CostLine] {
        let found = spends.values.filter { spend in
            (query.jobID == nil || spend.jobID == query.jobID) && (query.since.map { spend.beganAt >= $0 } ?? true)
                && (query.until.map { spend.beganAt < $0 } ?? true)
        }
        let lines = Dictionary(grouping: found) { $0.key(query.by) }.map { key, spends in
            var line = CostLine(key: key)
            for spend in spends { line.add(spend) }
            return line
        }
        let isByDay = query.by == .day
        let sorted = lines.sorted { left, right in
            isByDay || left.weight == right.weight
                ? left.key.utf8.lexicographicallyPrecedes(right.key.utf8) : left.weight > right.weight
        }
        return Array(sorted.prefix(max(query.limit, 0)))
    }

    private func pipeline(of lock: Lock, in state: JobState) -> String {
        let delivery = state.deliveries.first { $0.id == lock.deliveryID }
        return delivery.flatMap { definitions[$0.definition]?.name } ?? ""
    }

    private mutating func insert(_ spend: Spend) -> Int64 {
        lastSpendID += 1
        spends[lastSpendID] = spend
        add(spend.amount, for: spend)
        return lastSpendID
    }

    mutating func add(_ amount: Money, for spend: Spend) {
        for scope in spend.scopes {
            let total = (totals[scope] ?? .zero) + amount
            totals[scope] = total == .zero ? nil : total
        }
    }
}

extension InMemoryState {
    struct CachedOutput: Sendable {
        var entry: CacheEntry
        /// What it saves a call of.
        let name: String

        init(_ write: CacheWrite, name: String, at now: Timestamp) {
            entry = CacheEntry(output: write.output, money: write.money, storedAt: now, expiresAt: write.expiresAt)
            self.name = name
        }
    }
}

extension Spend {
    fileprivate func key(_ grouping: CostQuery.Grouping) -> String {
        switch grouping {
        case .job: jobID
        case .model: name
        case .pipeline: pipeline
        case .creator: creatorID ?? ""
        case .day: beganAt.dayText
        }
    }
}

extension CostLine {
    fileprivate var weight: Money { spent + reserved }

    fileprivate mutating func add(_ spend: Spend) {
        if spend.isOverrun { overruns += 1 }
        switch spend.state {
        case .cached:
            hits += 1
            saved = saved + spend.saved
            return
        case .reserved: reserved = reserved + spend.amount
        case .unknown:
            unknown += 1
            spent = spent + spend.amount
        case .billed, .free: spent = spent + spend.amount
        }
        calls += 1
    }
}
