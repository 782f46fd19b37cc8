import Foundation
import GRDBSQLite
import StepKit

/// A connection to a SQLite file.
///
/// Unchecked because it holds a C pointer: the pool gives it to one step at a time.
final class SQLiteConnection: Connection, @unchecked Sendable {
    private let database: OpaquePointer
    private let isReadOnly: Bool

    var isReusable: Bool { sqlite3_get_autocommit(database) != 0 }

    /// - Throws: `not_found` when there is no such file; it is never made.
    init(path: String, name: String, isReadOnly: Bool) throws(StepFailure) {
        var database: OpaquePointer?
        // Read-only, it never writes a checkpoint either: the store's own writer does that alone.
        let mode = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let result = sqlite3_open_v2(path, &database, mode | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let database else {
            sqlite3_close_v2(database)
            throw StepFailure(.notFound, "the file of the database `\(name)` is not there, or cannot be opened")
        }
        self.database = database
        self.isReadOnly = isReadOnly
        sqlite3_extended_result_codes(database, 1)
        if isReadOnly { sqlite3_exec(database, "PRAGMA query_only = 1", nil, nil, nil) }
        sqlite3_exec(database, "PRAGMA foreign_keys = 1; PRAGMA trusted_schema = 0", nil, nil, nil)
        sqlite3_limit(database, SQLITE_LIMIT_LENGTH, Int32(Statement.mostBytes))
        // Last, because it refuses pragmas.
        if name == Databases.store {
            sqlite3_set_authorizer(
                database, { _, action, table, _, _, view in SQLiteConnection.judgeStore(action, table, view) }, nil)
        } else {
            sqlite3_set_authorizer(database, { _, action, _, _, _, _ in SQLiteConnection.judge(action) }, nil)
        }
    }

    deinit {
        sqlite3_close_v2(database)
    }

    func run(_ statement: Statement, until limit: TimeLimit) throws -> Answer {
        try limit.check()
        let watch = Watch(limit)
        return try withExtendedLifetime(watch) {
            attach(watch)
            defer { detach() }
            do {
                let prepared = try SQLiteStatement(statement.sql, in: database)
                if isReadOnly, !prepared.isReadOnly { throw SQLFailure.readOnly }
                try prepared.bind(statement.parameters)
                return try answer(prepared, statement)
            } catch let failure as StepFailure {
                // Interrupted, or busy for too long: the reason says more than SQLite's code.
                if watch.hasStopped { try limit.check() }
                throw failure
            }
        }
    }

    private func answer(_ prepared: SQLiteStatement, _ statement: Statement) throws(StepFailure) -> Answer {
        var answer = Answer()
        let before = sqlite3_total_changes64(database)
        while let row = try prepared.nextRow(isWanted: statement.mostRows != nil) {
            try answer.add(row.values, bytes: row.bytes, for: statement)
        }
        let isChanged = sqlite3_total_changes64(database) != before
        answer.affected = isChanged ? Int(sqlite3_changes64(database)) : 0
        return answer
    }

    /// What would leave the file or outlive the statement: other files, settings, open transactions.
    private static func judge(_ action: Int32) -> Int32 {
        let refused = [SQLITE_ATTACH, SQLITE_DETACH, SQLITE_PRAGMA, SQLITE_TRANSACTION, SQLITE_SAVEPOINT]
        return refused.contains(action) ? SQLITE_DENY : SQLITE_OK
    }

    /// Of Millrace's own store only the views for reports are to be read: its tables hold addresses and secrets.
    private static func judgeStore(
        _ action: Int32, _ table: UnsafePointer<CChar>?, _ view: UnsafePointer<CChar>?
    ) -> Int32 {
        guard action == SQLITE_READ else { return judge(action) }
        let isReport = [table, view].contains { $0.map { String(cString: $0).hasPrefix("report_") } ?? false }
        return isReport ? SQLITE_OK : SQLITE_DENY
    }

    /// Asked by SQLite every so often while it works, and while it waits for another's lock.
    private func attach(_ watch: Watch) {
        let pointer = Unmanaged.passUnretained(watch).toOpaque()
        sqlite3_progress_handler(database, 1000, { Watch.from($0)?.mayGoOn == true ? 0 : 1 }, pointer)
        sqlite3_busy_handler(
            database,
            { pointer, _ in
                guard Watch.from(pointer)?.mayGoOn == true else { return 0 }
                usleep(2000)
                return 1
            }, pointer)
    }

    private func detach() {
        sqlite3_progress_handler(database, 0, nil, nil)
        sqlite3_busy_handler(database, nil, nil)
    }
}

/// What the callbacks ask, on the thread that runs the statement.
private final class Watch {
    private let limit: TimeLimit
    private(set) var hasStopped = false

    init(_ limit: TimeLimit) {
        self.limit = limit
    }

    var mayGoOn: Bool {
        if limit.isOver { hasStopped = true }
        return !hasStopped
    }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> Watch? {
        pointer.map { Unmanaged<Watch>.fromOpaque($0).takeUnretainedValue() }
    }
}
