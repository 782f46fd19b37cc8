import Broker
import JSONModel

extension WriteSession {
    func reserve(_ request: SpendRequest, at now: Timestamp) throws(BrokerError) -> Int64 {
        var (job, _) = try held(by: request.lock)
        try job.state.reserve(request.lock, at: now)
        let spend = try Spend(
            request, of: job.state.head, pipeline: try pipeline(of: request.lock, in: job.state), at: now)
        try routes.budgets.check(spend) { scope throws(BrokerError) in try total(of: scope) }
        try store(job, events: [], at: now)
        return try insert(spend)
    }

    /// What a checkpoint says about money and the cache.
    func account(for encoded: EncodedCheckpoint, in state: JobState, at now: Timestamp) throws(BrokerError) {
        let checkpoint = encoded.item
        var name: String?
        for settlement in checkpoint.spends {
            let spend = try settle(settlement, under: checkpoint.lock, of: state.head, at: now)
            name = name ?? spend.name
        }
        if let write = encoded.cacheWrite { try storeOutput(write, name: name ?? "", at: now) }
        if let key = checkpoint.cacheHit { try countHit(key, by: checkpoint, in: state, at: now) }
    }

    /// The lock is over: what was set aside under it stays spent.
    func giveUpSpends(of delivery: Int64, at now: Timestamp) throws(BrokerError) {
        try connection.run(Self.giveUp, [.time(now), .int(delivery)])
    }

    /// - Parameter amount: may be less than nothing.
    func add(_ amount: Money, to scopes: [SpendScope]) throws(BrokerError) {
        guard amount != .zero else { return }
        for scope in scopes {
            let sum = try total(of: scope) + amount
            if sum == .zero {
                try connection.run(Self.removeTotal, scope.columns)
            } else {
                try connection.run(Self.storeTotal, scope.columns + [.int(sum.nanos)])
            }
        }
    }

    private func total(of scope: SpendScope) throws(BrokerError) -> Money {
        try connection.first(Self.total, scope.columns) { Money(nanos: $0.int64(0)) } ?? .zero
    }

    private func settle(
        _ settlement: SpendSettlement, under lock: Lock, of job: JobHead, at now: Timestamp
    ) throws(BrokerError) -> Spend {
        let found = try connection.first(
            Self.openSpend, [.int(settlement.reservation), .int(lock.deliveryID), .int(lock.fence)]
        ) { row throws(BrokerError) in
            let request = SpendRequest(
                lock: lock, stepID: row.text(0), attempt: row.int(1), name: row.text(2),
                most: Money(nanos: row.int64(3)))
            return try Spend(request, of: job, pipeline: row.text(4), at: row.time(5))
        }
        guard var spend = found else { throw .noReservation(settlement.reservation) }
        spend.settle(settlement, at: now)
        let amounts = JSONValue.object(spend.amounts.mapValues { .double($0) })
        try connection.run(
            Self.settleSpend,
            [
                .text(spend.state.rawValue), .int(spend.amount.nanos), .text(amounts.text()), .time(now),
                .int(settlement.reservation),
            ])
        try add(spend.amount - spend.most, to: spend.scopes)
        return spend
    }

    @discardableResult
    func insert(_ spend: Spend) throws(BrokerError) -> Int64 {
        try connection.run(
            Self.insertSpend,
            [
                .text(spend.jobID), .text(spend.jobType), .maybe(spend.creatorID), .text(spend.pipeline),
                .int(spend.lock.deliveryID), .int(spend.lock.fence), .text(spend.stepID), .count(spend.attempt),
                .text(spend.name), .text(spend.state.rawValue), .int(spend.most.nanos), .int(spend.amount.nanos),
                .int(spend.saved.nanos), .time(spend.beganAt), .int(spend.beganAt.day), .time(spend.settledAt),
            ])
        let id = connection.lastInsertedID
        try add(spend.amount, to: spend.scopes)
        return id
    }

    func pipeline(of lock: Lock, in state: JobState) throws(BrokerError) -> String {
        guard let delivery = state.deliveries.first(where: { $0.id == lock.deliveryID }) else { return "" }
        return try connection.first(Self.pipelineName, [.text(delivery.definition)]) { $0.text(0) } ?? ""
    }

    private static let total = Query("SELECT amount FROM spend_totals WHERE scope = ? AND key = ? AND day = ?")
    private static let storeTotal = Query(
        "INSERT OR REPLACE INTO spend_totals (scope, key, day, amount) VALUES (?, ?, ?, ?)")
    private static let removeTotal = Query("DELETE FROM spend_totals WHERE scope = ? AND key = ? AND day = ?")
    private static let insertSpend = Query(
        """
        INSERT INTO spends (job_id, job_type, creator_id, pipeline, delivery, fence, step_id, attempt, name, state,
            most, amount, saved, began_at, day, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    private static let openSpend = Query(
        """
        SELECT step_id, attempt, name, most, pipeline, began_at FROM spends
        WHERE id = ? AND delivery = ? AND fence = ? AND state = 'reserved'
        """)
    private static let settleSpend = Query(
        "UPDATE spends SET state = ?, amount = ?, amounts = ?, settled_at = ? WHERE id = ?")
    private static let giveUp = Query(
        """
        UPDATE spends INDEXED BY spends_open SET state = 'unknown', settled_at = ?
        WHERE state = 'reserved' AND delivery = ?
        """)
    private static let pipelineName = Query("SELECT name FROM definitions WHERE hash = ?")
}

extension SpendScope {
    fileprivate var columns: [SQLValue] { [.text(kind.rawValue), .text(key), .int(day)] }
}
