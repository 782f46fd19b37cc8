import Broker
import Foundation
import GRDB

/// Opens a store whose owner lock is held: inspects or creates the file, sets the connections up, migrates, and ends the
/// locks of whoever had it before.
struct StoreOpening {
    let path: String

    func open(at now: Timestamp) throws(BrokerError) -> DatabasePool {
        if !FileManager.default.fileExists(atPath: path) { try StoreFile.create(at: path, now: now) }
        let version = try StoreFile.inspect(path)
        do {
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            do {
                try pool.writeWithoutTransaction { database in
                    guard let handle = database.sqliteConnection else { throw BrokerError.closed }
                    let connection = SQLConnection(handle)
                    try Self.makeDurable(connection)
                    try Schema.migrate(connection, from: version, at: now)
                    try Self.endLocks(connection, at: now)
                }
            } catch {
                try? pool.close()
                throw error
            }
            return pool
        } catch {
            throw BrokerError(error)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "millrace"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -16000;
                    """)
        }
        return configuration
    }

    /// Has to come after opening: the pool sets `synchronous` itself. What was set is read back, because SQLite says
    /// nothing about a pragma it does not follow.
    private static func makeDurable(_ connection: SQLConnection) throws(BrokerError) {
        try connection.execute(
            """
            PRAGMA synchronous = FULL;
            -- A list of words in a CHECK fills a table for each row that is written, a third of its cost. What is
            -- written comes from enumerations, and integrity_check looks at them all the same.
            PRAGMA ignore_check_constraints = ON;
            PRAGMA secure_delete = OFF;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864;
            """)
        for (pragma, expected) in [("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1")] {
            let actual = try connection.value("PRAGMA \(pragma)") ?? "nothing"
            guard actual == expected else {
                throw BrokerError(.storage, "SQLite answers \(actual) for \(pragma), \(expected) is needed")
            }
        }
    }

    private static func endLocks(_ connection: SQLConnection, at now: Timestamp) throws(BrokerError) {
        let session = WriteSession(connection)
        var ending = Result<Void, BrokerError>.success(())
        let commit = session.transaction {
            ending = session.attempt { () throws(BrokerError) in try session.endLocks(at: now) }
        }
        try ending.get()
        _ = try commit.get()
    }
}
