import Broker

/// The tables and how they came to be. A store of version *n* has had the first *n* migrations; they are never edited.
enum Schema {
    /// "MILL": says in the file's header whose store it is.
    static let applicationID: Int32 = 0x4D49_4C4C

    static var version: Int { migrations.count }

    private static let migrations: [Migration] = [.first, .second, .third]

    /// The tables a store of that version has.
    static func tables(ofVersion version: Int) -> Set<String> {
        let first: Set<String> = [
            "meta", "definitions", "jobs", "messages", "deliveries", "steps", "events", "records", "costs",
            "late_results",
        ]
        let added: [Set<String>] = [
            ["message_ids", "rates", "schedules", "tallies"], ["spends", "spend_totals", "cache"],
        ]
        return added.prefix(max(version - 1, 0)).reduce(first) { $0.union($1) }
    }

    /// The views of such a store, each as it was created; it has no others.
    static func views(ofVersion version: Int) -> Set<String> { version < 3 ? [] : Set(ReportViews.all) }

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
