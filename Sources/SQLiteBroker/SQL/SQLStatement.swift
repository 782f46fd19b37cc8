import Broker
import GRDBSQLite

/// A prepared statement. Like its connection it belongs to one thread at a time.
final class SQLStatement {
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
        try withBound(arguments[...]) { () throws(BrokerError) in
            while try step() {}
        }
    }

    /// What it answers, row by row. `read` must not use this statement again.
    func rows<Row>(
        _ arguments: [SQLValue] = [], _ read: (SQLRow) throws(BrokerError) -> Row
    ) throws(BrokerError) -> [Row] {
        try withBound(arguments[...]) { () throws(BrokerError) in
            var rows: [Row] = []
            while try step() { rows.append(try read(SQLRow(handle))) }
            return rows
        }
    }

    /// The first row of its answer.
    func first<Row>(
        _ arguments: [SQLValue] = [], _ read: (SQLRow) throws(BrokerError) -> Row
    ) throws(BrokerError) -> Row? {
        try withBound(arguments[...]) { () throws(BrokerError) in
            try step() ? try read(SQLRow(handle)) : nil
        }
    }

    /// Binds the arguments one inside the other: SQLite reads each text where it lies, so nothing is copied.
    private func withBound<Value>(
        _ arguments: ArraySlice<SQLValue>, _ body: () throws(BrokerError) -> Value
    ) throws(BrokerError) -> Value {
        guard let argument = arguments.first else {
            defer { reset() }
            return try body()
        }
        let (index, rest) = (Int32(arguments.startIndex + 1), arguments.dropFirst())
        switch argument {
        case .null: try check(sqlite3_bind_null(handle, index))
        case .int(let value): try check(sqlite3_bind_int64(handle, index, value))
        case .text(var text):
            return try text.withUTF8 { bytes in
                Result { () throws(BrokerError) in
                    try bind(bytes, at: index)
                    return try withBound(rest, body)
                }
            }.get()
        }
        return try withBound(rest, body)
    }

    private func bind(_ text: UnsafeBufferPointer<UInt8>, at index: Int32) throws(BrokerError) {
        // An empty buffer may have no address, which SQLite would take for null.
        guard let start = text.baseAddress else { return try check(sqlite3_bind_text(handle, index, "", 0, nil)) }
        let code = start.withMemoryRebound(to: CChar.self, capacity: text.count) { start in
            sqlite3_bind_text64(handle, index, start, UInt64(text.count), nil, UInt8(SQLITE_UTF8))
        }
        try check(code)
    }

    private func check(_ code: Int32) throws(BrokerError) {
        if code != SQLITE_OK { throw error }
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
