import Broker
import GRDBSQLite

/// The text of a statement that is prepared once per connection; its identity finds it again.
final class Query: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: Query, right: Query) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// An open connection with the statements prepared on it. It belongs to one thread at a time.
final class SQLConnection {
    private let handle: OpaquePointer
    private var statements: [Query: SQLStatement] = [:]

    /// - Parameter handle: stays open as long as this lives; the caller closes it.
    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    subscript(query: Query) -> SQLStatement {
        get throws(BrokerError) {
            if let statement = statements[query] { return statement }
            let statement = try SQLStatement(query.text, on: handle)
            statements[query] = statement
            return statement
        }
    }

    func run(_ query: Query, _ arguments: [SQLValue] = []) throws(BrokerError) {
        try self[query].run(arguments)
    }

    func rows<Row>(
        _ query: Query, _ arguments: [SQLValue] = [], _ read: (SQLRow) throws(BrokerError) -> Row
    ) throws(BrokerError) -> [Row] {
        try self[query].rows(arguments, read)
    }

    func first<Row>(
        _ query: Query, _ arguments: [SQLValue] = [], _ read: (SQLRow) throws(BrokerError) -> Row
    ) throws(BrokerError) -> Row? {
        try self[query].first(arguments, read)
    }

    /// Statements that run once; several may be parted by semicolons.
    func execute(_ script: String) throws(BrokerError) {
        guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw BrokerError(sqlite: handle) }
    }

    /// Runs the statements of a script one by one.
    func execute(_ script: String, afterEach: () -> Void) throws(BrokerError) {
        try script.utf8CString.withUnsafeBufferPointer { script throws(BrokerError) in
            var rest = script.baseAddress
            while let sql = rest, sql.pointee != 0 {
                var statement: OpaquePointer?
                guard sqlite3_prepare_v2(handle, sql, -1, &statement, &rest) == SQLITE_OK else {
                    throw BrokerError(sqlite: handle)
                }
                defer { sqlite3_finalize(statement) }
                // What follows the last semicolon is no statement.
                guard statement != nil else { continue }
                guard sqlite3_step(statement) == SQLITE_DONE else { throw BrokerError(sqlite: handle) }
                afterEach()
            }
        }
    }

    /// The first value a statement answers, as text.
    func value(_ sql: String) throws(BrokerError) -> String? {
        try SQLStatement(sql, on: handle).first { row in row.maybeText(0) } ?? nil
    }

    var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// How many rows the last statement changed.
    var changedRows: Int32 { sqlite3_changes(handle) }

    /// How many rows all statements changed since the connection was opened.
    var totalChangedRows: Int64 { sqlite3_total_changes64(handle) }

    /// Grave errors end a transaction without being asked.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
}
