import Broker

/// What has to happen to waiting deliveries before a lock call looks at them.
extension WriteSession {
    /// So many become ready in one call.
    private static let dueLimit = 2000

    /// Dead-letters what has expired, and makes ready what is due.
    func catchUp(_ subscription: String, at now: Timestamp) throws(BrokerError) {
        let first = try connection.first(Self.first, [.text(subscription)]) { row in
            (expiry: row.maybeTime(0), due: row.maybeTime(1))
        }
        if let expiry = first?.expiry, expiry <= now { try expire(of: subscription, at: now) }
        if let due = first?.due, due <= now { try makeReady(subscription, at: now) }
    }

    func lockedKeys(of subscription: String) throws(BrokerError) -> [[String?]] {
        try connection.rows(Self.lockedKeys, [.text(subscription)]) { row throws(BrokerError) in try row.keys(0) }
    }

    /// Gives the check the rates it will ask for.
    func readRates(into check: inout LimitCheck, for delivery: Delivery) throws(BrokerError) {
        for key in check.missingRates(for: delivery) {
            let place: [SQLValue] = [.text(delivery.subscription), .count(key.limit), .text(key.key)]
            check.know(key, try connection.first(Self.rate, place) { $0.int64(0) })
        }
    }

    func storeRates(of check: LimitCheck, _ subscription: String) throws(BrokerError) {
        for key in check.changedRates {
            try connection.run(
                Self.storeRate,
                [.text(subscription), .count(key.limit), .text(key.key), .int(check.moment(of: key))])
        }
    }

    /// Without keys they need no turn, and one statement does. With keys they get it in the order of their moments.
    private func makeReady(_ subscription: String, at now: Timestamp) throws(BrokerError) {
        let arguments: [SQLValue] = [.text(subscription), .time(now), .count(Self.dueLimit)]
        let hasKeys = try connection.first(Self.dueWithKeys, arguments) { _ in true } ?? false
        guard hasKeys else { return try connection.run(Self.makeDueReady, arguments) }
        let due = try connection.rows(Self.due, arguments) { row throws(BrokerError) in try Delivery(row) }
        for before in due {
            var delivery = before
            delivery.becomeDue()
            try store(delivery, before: before)
        }
    }

    private static let first = Query(
        """
        SELECT
            (SELECT expires_at FROM deliveries INDEXED BY deliveries_expiring
                WHERE state IN ('scheduled', 'ready') AND expires_at IS NOT NULL ORDER BY expires_at LIMIT 1),
            (SELECT ready_at FROM deliveries INDEXED BY deliveries_scheduled
                WHERE state = 'scheduled' AND subscription = ? ORDER BY ready_at LIMIT 1)
        """)
    private static let lockedKeys = Query(
        """
        SELECT keys FROM deliveries INDEXED BY deliveries_locked
        WHERE state = 'locked' AND subscription = ? AND keys IS NOT NULL
        """)
    private static let rate = Query(
        "SELECT moment FROM rates WHERE subscription = ? AND limit_number = ? AND key = ?")
    private static let storeRate = Query(
        "INSERT OR REPLACE INTO rates (subscription, limit_number, key, moment) VALUES (?, ?, ?, ?)")
    private static let due = Query(
        """
        SELECT \(Delivery.columns) FROM deliveries INDEXED BY deliveries_scheduled
        WHERE state = 'scheduled' AND subscription = ? AND ready_at <= ? ORDER BY ready_at, id LIMIT ?
        """)
    private static let dueWithKeys = Query(
        """
        SELECT 1 FROM (SELECT keys FROM deliveries INDEXED BY deliveries_scheduled
            WHERE state = 'scheduled' AND subscription = ? AND ready_at <= ? ORDER BY ready_at, id LIMIT ?)
        WHERE keys IS NOT NULL LIMIT 1
        """)
    private static let makeDueReady = Query(
        """
        UPDATE deliveries SET state = 'ready', waits_limit = NULL, waits_key = NULL, waits_cause = NULL
        WHERE id IN (SELECT id FROM deliveries INDEXED BY deliveries_scheduled
            WHERE state = 'scheduled' AND subscription = ? AND ready_at <= ? ORDER BY ready_at, id LIMIT ?)
        """)
}
