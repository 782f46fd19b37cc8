import Broker
import GRDBSQLite

/// A prepared statement. Like its connection it belongs to one thread at a time.
final class SQLStatement {
    /// Tells SQLite to copy what is bound: the C macro is a cast that Swift does not import.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private let handle: OpaquePointer

    init(_ sql: String, on connection: OpaquePointer) throws(BrokerError) {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw BrokerError(sqlite: connection) }
        handle = statement
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Runs it to its end.
    func run(_ arguments: [SQLValue] = []) throws(BrokerError) {
        defer { reset() }
        try bind(arguments)
        while try step() {}
    }

    /// What it answers, row by row. `read` must not use this statement again.
    func rows<Row>(
        _ arguments: [SQLValue] = [], _ read: (SQLRow) throws(BrokerError) -> Row
    ) throws(BrokerError) -> [Row] {
        defer { reset() }
        try bind(arguments)
        var rows: [Row] = []
        while try step() { rows.append(try read(SQLRow(handle))) }
        return rows
    }

    /// The first row of its answer.
    func first<Row>(
        _ arguments: [SQLValue] = [], _ read: (SQLRow) throws(BrokerError) -> Row
    ) throws(BrokerError) -> Row? {
        defer { reset() }
        try bind(arguments)
        return try step() ? try read(SQLRow(handle)) : nil
    }

    private func bind(_ arguments: [SQLValue]) throws(BrokerError) {
        for (offset, argument) in arguments.enumerated() {
            guard bind(argument, at: Int32(offset + 1)) == SQLITE_OK else { throw error }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .int(let value): return sqlite3_bind_int64(handle, index, value)
        case .text(var text):
            return text.withUTF8 { bytes in
                // An empty buffer may have no address, which SQLite would take for null.
                guard let start = bytes.baseAddress else {
                    return sqlite3_bind_text(handle, index, "", 0, Self.transient)
                }
                return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { start in
                    sqlite3_bind_text64(
                        handle, index, start, UInt64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
                }
            }
        }
    }

    private func step() throws(BrokerError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw error
        }
    }

    private func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private var error: BrokerError { BrokerError(sqlite: sqlite3_db_handle(handle)) }
}
