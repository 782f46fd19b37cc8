import Broker
import JSONModel

extension WriteSession {
    func storeOutput(_ write: Encoded<CacheWrite>, name: String, at now: Timestamp) throws(BrokerError) {
        try connection.run(
            Self.storeCache,
            [
                .text(write.item.key), .text(name), .text(write.text), .int(write.item.money.nanos), .time(now),
                .time(write.item.expiresAt),
            ])
    }

    func countHit(
        _ key: String, by checkpoint: Checkpoint, in state: JobState, at now: Timestamp
    ) throws(BrokerError) {
        let entry = try connection.first(Self.cacheName, [.text(key)]) { row in
            (name: row.text(0), money: Money(nanos: row.int64(1)))
        }
        try connection.run(Self.countHit, [.text(key)])
        try insert(
            Spend(
                hitBy: checkpoint, name: entry?.name ?? "", saving: entry?.money ?? .zero, of: state.head,
                pipeline: try pipeline(of: checkpoint.lock, in: state), at: now))
    }

    private static let storeCache = Query(
        """
        INSERT OR REPLACE INTO cache (key, name, output, money, stored_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
        """)
    private static let cacheName = Query("SELECT name, money FROM cache WHERE key = ?")
    private static let countHit = Query("UPDATE cache SET hits = hits + 1 WHERE key = ?")
}
