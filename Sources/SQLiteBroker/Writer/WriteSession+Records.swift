import Broker

extension WriteSession {
    func save(_ record: Encoded<RecordWrite>, at now: Timestamp) throws(BrokerError) {
        try connection.run(
            Self.storeRecord,
            [.text(record.item.collection), .text(record.item.id), .text(record.text), .time(now)])
    }

    /// - Returns: whether it was there.
    func remove(_ key: RecordKey) throws(BrokerError) -> Bool {
        try connection.run(Self.removeRecord, [.text(key.collection), .text(key.id)])
        return connection.changedRows > 0
    }

    private static let storeRecord = Query(
        "INSERT OR REPLACE INTO records (collection, id, value, stored_at) VALUES (?, ?, ?, ?)")
    private static let removeRecord = Query("DELETE FROM records WHERE collection = ? AND id = ?")
}
