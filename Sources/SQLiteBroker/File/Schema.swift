import Broker

/// The tables and how they came to be. A store of version *n* has had the first *n* migrations; they are never edited.
enum Schema {
    /// "MILL": says in the file's header whose store it is.
    static let applicationID: Int32 = 0x4D49_4C4C

    static var version: Int { migrations.count }

    private static let migrations: [Migration] = [.first, .second]

    /// The tables a store of that version has.
    static func tables(ofVersion version: Int) -> Set<String> {
        let first: Set<String> = [
            "meta", "definitions", "jobs", "messages", "deliveries", "steps", "events", "records", "costs",
            "late_results",
        ]
        return version == 1 ? first : first.union(["message_ids", "rates", "schedules", "tallies"])
    }

    /// Brings a store up to date; each migration is one transaction.
    static func migrate(_ connection: SQLConnection, from version: Int, at now: Timestamp) throws(BrokerError) {
        for number in migrations.indices.dropFirst(version) {
            do throws(BrokerError) {
                try connection.execute("BEGIN IMMEDIATE")
                try migrations[number].run(on: connection, at: now)
                try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(number + 1)")
                CrashPoint.migrationStatement.reached()
                try connection.execute("COMMIT")
            } catch {
                if connection.isInTransaction { try connection.execute("ROLLBACK") }
                throw error
            }
        }
    }
}
