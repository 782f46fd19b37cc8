import GRDBSQLite
import StepKit

/// One prepared statement of SQLite.
final class SQLiteStatement {
    private let database: OpaquePointer
    private let statement: OpaquePointer
    private var columns: [SQLiteColumn] = []

    var isReadOnly: Bool { sqlite3_stmt_readonly(statement) != 0 }

    /// - Throws: `sql_error`; `invalid_payload` unless the text holds one statement.
    init(_ sql: String, in database: OpaquePointer) throws(StepFailure) {
        var statement: OpaquePointer?
        let (result, hasMore) = sql.withCString { text in
            var rest: UnsafePointer<CChar>?
            let result = sqlite3_prepare_v2(database, text, -1, &statement, &rest)
            return (result, result == SQLITE_OK && Self.holdsStatement(rest, in: database))
        }
        guard result == SQLITE_OK else { throw Self.failure(result, in: database) }
        guard let statement else { throw SQLFailure.empty }
        self.database = database
        self.statement = statement
        guard !hasMore else { throw SQLFailure.several }
        columns = (0..<sqlite3_column_count(statement)).map { SQLiteColumn(statement, $0) }
        var seen: Set<String> = []
        for column in columns where !seen.insert(column.name).inserted { throw SQLFailure.twice(column.name) }
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Blanks and comments are none; what cannot be read is one.
    private static func holdsStatement(_ rest: UnsafePointer<CChar>?, in database: OpaquePointer) -> Bool {
        guard var rest else { return false }
        while rest.pointee != 0 {
            var statement: OpaquePointer?
            var next: UnsafePointer<CChar>?
            let result = sqlite3_prepare_v2(database, rest, -1, &statement, &next)
            sqlite3_finalize(statement)
            guard result == SQLITE_OK, statement == nil else { return true }
            guard let next, next > rest else { return false }
            rest = next
        }
        return false
    }

    /// `?`, `?2`, `$2` and `:2` are all positions, so that a statement reads the same for SQLite and PostgreSQL.
    func bind(_ parameters: [JSONValue]) throws(StepFailure) {
        var used: Set<Int> = []
        for index in 0..<Int(sqlite3_bind_parameter_count(statement)) {
            let position = try position(ofParameter: index)
            guard parameters.indices.contains(position) else {
                throw SQLFailure.count(given: parameters.count, wanted: position + 1)
            }
            used.insert(position)
            let result = bind(parameters[position], at: Int32(index + 1))
            guard result == SQLITE_OK else { throw Self.failure(result, in: database) }
        }
        guard used.count == parameters.count else {
            throw SQLFailure.count(given: parameters.count, wanted: used.count)
        }
    }

    private func position(ofParameter index: Int) throws(StepFailure) -> Int {
        guard let name = sqlite3_bind_parameter_name(statement, Int32(index + 1)) else { return index }
        guard let number = Int(String(cString: name).dropFirst()), number > 0 else {
            throw StepFailure(.invalidPayload, "parameters have numbers, not names: write $1, $2 and so on")
        }
        return number - 1
    }

    private func bind(_ value: JSONValue, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .bool(let value): sqlite3_bind_int64(statement, index, value ? 1 : 0)
        case .int(let value): sqlite3_bind_int64(statement, index, value)
        case .double(let value): sqlite3_bind_double(statement, index, value)
        case .string(let text): bind(text, at: index)
        case .array, .object: bind(value.text(), at: index)
        }
    }

    private func bind(_ text: String, at index: Int32) -> Int32 {
        // SQLITE_TRANSIENT, a cast that Swift does not import: SQLite makes its own copy.
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        return sqlite3_bind_text(statement, index, text, Int32(clamping: text.utf8.count), copies)
    }

    /// - Parameter isWanted: otherwise the row is only stepped over.
    /// - Returns: `nil` after the last.
    func nextRow(isWanted: Bool) throws(StepFailure) -> (values: [String: JSONValue], bytes: Int)? {
        let result = sqlite3_step(statement)
        if result == SQLITE_DONE { return nil }
        guard result == SQLITE_ROW else { throw Self.failure(result, in: database) }
        var values: [String: JSONValue] = [:]
        var bytes = 0
        for column in isWanted ? columns : [] {
            values[column.name] = try column.value(statement)
            bytes += column.name.utf8.count + Int(sqlite3_column_bytes(statement, column.index))
        }
        return (values, bytes)
    }

    private static func failure(_ result: Int32, in database: OpaquePointer) -> StepFailure {
        let details: JSONValue = ["sqlite_code": .int(Int64(result))]
        switch result & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            return StepFailure(
                .sqlError, "the database is locked by another", disposition: .retryable, details: details)
        case SQLITE_AUTH:
            let what =
                "ATTACH, PRAGMA and transactions are not allowed in a step, and of `store` only its views report_…"
            return StepFailure(.sqlError, what, details: details)
        case SQLITE_READONLY: return StepFailure(.sqlReadOnly, "the database can only be read", details: details)
        case SQLITE_TOOBIG: return SQLFailure.tooLarge
        case SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH:
            // SQLite names tables and columns here, never values.
            return StepFailure(.sqlError, String(cString: sqlite3_errmsg(database)), details: details)
        case SQLITE_IOERR, SQLITE_FULL, SQLITE_NOMEM, SQLITE_PROTOCOL:
            return StepFailure(
                .sqlError, "the database's file could not be read or written", disposition: .retryable,
                details: details)
        default: return StepFailure(.sqlError, "SQLite refused the statement", details: details)
        }
    }
}

/// One column of a result.
struct SQLiteColumn {
    let index: Int32
    let name: String
    private let kind: Kind

    private enum Kind { case plain, boolean, json, time }

    init(_ statement: OpaquePointer, _ index: Int32) {
        self.index = index
        name = sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "column\(index + 1)"
        switch sqlite3_column_decltype(statement, index).map({ String(cString: $0).lowercased() }) {
        case "boolean", "bool": kind = .boolean
        case "json", "jsonb": kind = .json
        case "timestamp", "datetime": kind = .time
        default: kind = .plain
        }
    }

    /// SQLite's types are values' own; what the column was declared as says what they stand for.
    func value(_ statement: OpaquePointer) throws(StepFailure) -> JSONValue {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER:
            let number = sqlite3_column_int64(statement, index)
            return kind == .boolean && (number == 0 || number == 1) ? .bool(number == 1) : .int(number)
        case SQLITE_FLOAT:
            let number = sqlite3_column_double(statement, index)
            return number.isFinite ? .double(number) : .string("\(number)")
        case SQLITE_TEXT: return meaning(of: text(statement))
        default: throw SQLFailure.bytes(name)
        }
    }

    private func text(_ statement: OpaquePointer) -> String {
        let bytes = UnsafeRawBufferPointer(
            start: sqlite3_column_text(statement, index), count: Int(sqlite3_column_bytes(statement, index)))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func meaning(of text: String) -> JSONValue {
        switch kind {
        case .json: (try? JSONValue(parsing: text)) ?? .string(text)
        // SQLite's own clock is in UTC and says so nowhere.
        case .time: .string(TimeText.rfc3339(text, zone: "Z"))
        case .plain, .boolean: .string(text)
        }
    }
}
