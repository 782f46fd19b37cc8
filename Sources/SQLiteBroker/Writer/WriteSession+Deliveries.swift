import Broker
import JSONModel

extension WriteSession {
    func insert(_ delivery: Delivery, of message: Int64, ordinal: Int64) throws(BrokerError) {
        let turn = delivery.state == .ready ? try turn(of: delivery) : 0
        try connection.run(
            Self.insertDelivery,
            [
                .int(message), .int(ordinal), .text(delivery.subscription), .text(delivery.definition),
                .text(delivery.state.rawValue), .time(delivery.readyAt), .time(delivery.expiresAt),
                .maybe(delivery.reason), .failure(delivery.failure), .maybe(delivery.cause?.rawValue),
                .maybe(delivery.fingerprint), .time(delivery.endedAt), .keys(delivery.keys), .int(turn),
            ])
        countDelivered(in: delivery.subscription)
    }

    /// Stores what a transition changed of a delivery.
    func store(_ after: Delivery, before: Delivery) throws(BrokerError) {
        if before.openSpends != after.openSpends {
            try connection.run(Self.countSpends, [.count(after.openSpends), .int(after.id)])
        }
        if before.state == .locked, after.state == .locked, before.fence == after.fence {
            guard before.lockedUntil != after.lockedUntil else { return }
            return try connection.run(Self.renew, [.time(after.lockedUntil), .int(after.id)])
        }
        if after.state == .locked { return try storeLock(after) }
        if after.hasOtherTerms(than: before) {
            try connection.run(
                Self.updateTerms,
                [
                    .text(after.definition), .time(after.expiresAt), .maybe(after.payload?.text()), .int(after.id),
                ])
        }
        let isNewlyReady = after.state == .ready && before.state != .ready
        let turn = isNewlyReady ? try turn(of: after) : after.turn
        try connection.run(
            Self.update,
            [
                .text(after.state.rawValue), .count(after.number), .count(after.counts.failed),
                .count(after.counts.timedOut), .count(after.counts.lockLost), .count(after.counts.workerDied),
                .count(after.counts.released), .time(after.readyAt), .maybe(after.reason), .failure(after.failure),
                .maybe(after.cause?.rawValue), .maybe(after.fingerprint), .time(after.endedAt),
                .flag(after.isAdmitted), .count(after.waitsFor?.limit), .maybe(after.waitsFor?.key),
                .maybe(after.waitsFor?.cause.rawValue), .int(turn), .int(after.id),
            ])
    }

    /// The first delivery that waits for each of these keys may ask again.
    func free(_ keys: [KeyWait], in subscription: String) throws(BrokerError) {
        for wait in keys {
            try connection.run(
                Self.unparkFirst,
                [.text(subscription), .count(wait.limit), .text(wait.key), .text(wait.cause.rawValue)])
            if connection.changedRows > 0 { hint([.ready(subscription: subscription)]) }
        }
    }

    private func storeLock(_ delivery: Delivery) throws(BrokerError) {
        try connection.run(
            Self.lockDelivery,
            [
                .count(delivery.number), .int(delivery.fence), .time(delivery.lockedUntil), .maybe(delivery.worker),
                .int(delivery.id),
            ])
    }

    /// The turn of a delivery that becomes ready and is not stored as such yet.
    private func turn(of delivery: Delivery) throws(BrokerError) -> Int64 {
        guard !delivery.keys.isEmpty else { return delivery.turn }
        let subscription = SQLValue.text(delivery.subscription)
        let arguments = [subscription, .keys(delivery.keys), subscription, subscription]
        let turns = try connection.first(Self.turns, arguments) { row in
            (lastOfKeys: row.maybeInt64(0), first: [row.maybeInt64(1), row.maybeInt64(2)].compactMap(\.self).min())
        }
        return LimitCheck.turn(lastOfKeys: turns?.lastOfKeys, first: turns?.first)
    }

    private static let countSpends = Query("UPDATE deliveries SET open_spends = ? WHERE id = ?")
    private static let insertDelivery = Query(
        """
        INSERT INTO deliveries (message, job, subscription, definition, state, ready_at, expires_at, reason, failure,
            cause, fingerprint, ended_at, keys, turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    private static let renew = Query("UPDATE deliveries SET locked_until = ? WHERE id = ?")
    private static let lockDelivery = Query(
        """
        UPDATE deliveries SET state = 'locked', number = ?, fence = ?, locked_until = ?, worker = ?, is_admitted = 0,
            waits_limit = NULL, waits_key = NULL, waits_cause = NULL WHERE id = ?
        """)
    // Whatever is stored by this one is not locked.
    private static let update = Query(
        """
        UPDATE deliveries SET state = ?, number = ?, failed = ?, timed_out = ?, lock_lost = ?, worker_died = ?,
            released = ?, ready_at = ?, locked_until = NULL, worker = NULL, reason = ?, failure = ?, cause = ?,
            fingerprint = ?, ended_at = ?, is_admitted = ?, waits_limit = ?, waits_key = ?, waits_cause = ?, turn = ?
        WHERE id = ?
        """)
    private static let updateTerms = Query(
        "UPDATE deliveries SET definition = ?, expires_at = ?, payload = ? WHERE id = ?")
    // Which index serves is said: statistics of a queue are always out of date.
    private static let unparkFirst = Query(
        """
        UPDATE deliveries SET waits_limit = NULL, waits_key = NULL, waits_cause = NULL
        WHERE id = (SELECT id FROM deliveries INDEXED BY deliveries_parked
            WHERE subscription = ? AND waits_limit = ? AND waits_key = ? AND waits_cause = ? AND state = 'ready'
            ORDER BY turn, ready_at, id LIMIT 1)
        """)
    private static let turns = Query(
        """
        SELECT
            (SELECT turn FROM deliveries INDEXED BY deliveries_turns
                WHERE state = 'ready' AND subscription = ? AND keys = ? ORDER BY turn DESC LIMIT 1),
            (SELECT turn FROM deliveries INDEXED BY deliveries_ready
                WHERE state = 'ready' AND waits_limit IS NULL AND subscription = ? ORDER BY turn LIMIT 1),
            (SELECT turn FROM deliveries INDEXED BY deliveries_parked_turns
                WHERE state = 'ready' AND waits_limit IS NOT NULL AND subscription = ? ORDER BY turn LIMIT 1)
        """)
}

extension Delivery {
    /// Only a redrive changes these.
    fileprivate func hasOtherTerms(than before: Delivery) -> Bool {
        definition != before.definition || expiresAt != before.expiresAt || payload != before.payload
    }
}
