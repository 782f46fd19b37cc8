import Broker
import GRDBSQLite
import JSONModel

/// The row a statement stands on.
struct SQLRow {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func maybeInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

    func int(_ column: Int32) -> Int { Int(clamping: int64(column)) }

    func flag(_ column: Int32) -> Bool { int64(column) != 0 }

    func time(_ column: Int32) -> Timestamp { Timestamp(milliseconds: int64(column)) }

    func maybeTime(_ column: Int32) -> Timestamp? { isNull(column) ? nil : time(column) }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func maybeText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func json(_ column: Int32) throws(BrokerError) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes(column), maximumDepth: 1000)
        } catch {
            throw BrokerError(.foreign, "a stored value is damaged: \(error)")
        }
    }

    func maybeJSON(_ column: Int32) throws(BrokerError) -> JSONValue? {
        // A bare `nil` would be JSON's null here.
        if isNull(column) { return .none }
        return try json(column)
    }

    func maybeFailure(_ column: Int32) throws(BrokerError) -> FailureRecord? {
        try maybeJSON(column).flatMap { FailureRecord(json: $0) }
    }

    /// A word of a closed set.
    func word<Word: RawRepresentable<String>>(_ column: Int32) throws(BrokerError) -> Word {
        let text = text(column)
        guard let word = Word(rawValue: text) else {
            throw BrokerError(.foreign, "the store holds '\(text)' where a \(Word.self) belongs")
        }
        return word
    }

    func maybeWord<Word: RawRepresentable<String>>(_ column: Int32) throws(BrokerError) -> Word? {
        isNull(column) ? nil : try word(column)
    }

    /// The keys of a delivery; none where there are no limits.
    func keys(_ column: Int32) throws(BrokerError) -> [String?] {
        guard case .array(let keys)? = try maybeJSON(column) else { return [] }
        return keys.map(\.stringValue)
    }

    private func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(handle, column)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}
