import CPostgres
import StepKit

/// One result of libpq, freed with its last reference.
final class PostgresResult {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    var status: ExecStatusType { PQresultStatus(result) }
    var isRefusal: Bool { status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE }
    var rowCount: Int { Int(PQntuples(result)) }
    /// Such as 3 of `UPDATE 3`.
    var affected: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }
    /// Such as `UPDATE`.
    var command: String {
        String(cString: PQcmdStatus(result)).split(separator: " ").first.map(String.init) ?? ""
    }

    /// - Throws: `value_unsupported`; `invalid_payload` for two columns of one name.
    func row(_ row: Int) throws(StepFailure) -> (values: [String: JSONValue], bytes: Int) {
        var values: [String: JSONValue] = [:]
        var bytes = 0
        for column in 0..<PQnfields(result) {
            let name = PQfname(result, column).map { String(cString: $0) } ?? "column\(column + 1)"
            bytes += name.utf8.count + Int(PQgetlength(result, Int32(row), column))
            guard values.updateValue(try value(row, column, name), forKey: name) == nil else {
                throw SQLFailure.twice(name)
            }
        }
        return (values, bytes)
    }

    private func value(_ row: Int, _ column: Int32, _ name: String) throws(StepFailure) -> JSONValue {
        guard PQgetisnull(result, Int32(row), column) == 0, let text = PQgetvalue(result, Int32(row), column) else {
            return .null
        }
        return try PostgresValue.json(String(cString: text), type: PQftype(result, column), column: name)
    }

    /// The server's words are passed on only for class 42, where they speak of the statement; others may hold values.
    func failure(connectionIsUp: Bool, database: String) -> StepFailure {
        guard let state = field("C") else {
            let what = connectionIsUp ? "gave no answer that can be read" : "was lost"
            return StepFailure(.networkError, "the connection to the database `\(database)` \(what)")
        }
        let details: JSONValue = ["sqlstate": .string(state)]
        switch (state, state.prefix(2)) {
        case ("25006", _): return StepFailure(.sqlReadOnly, SQLFailure.readOnly.message, details: details)
        case ("57014", _): return StepFailure(.timeout, SQLFailure.outOfTime.message, details: details)
        case ("42601", _) where message.contains("multiple commands"): return SQLFailure.several
        case ("08P01", _):
            return StepFailure(
                .invalidPayload, "`parameters` does not hold as many values as the statement takes", details: details)
        case (_, "42"): return StepFailure(.sqlError, message, details: details)
        case (_, "08"), (_, "53"), ("57P01", _), ("57P02", _), ("57P03", _):
            return StepFailure(
                .networkError, "the database `\(database)` is not ready (SQLSTATE \(state))", details: details)
        default:
            return StepFailure(
                .sqlError, "the statement failed with SQLSTATE \(state)\(place)",
                disposition: state.hasPrefix("40") ? .retryable : .permanent, details: details)
        }
    }

    /// What the error is about, by name.
    private var place: String {
        let names = [("t", "table"), ("c", "column"), ("n", "constraint")].compactMap { code, word in
            field(code).map { "\(word) `\($0)`" }
        }
        return names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    }

    private var message: String { field("M") ?? "the statement cannot be read" }

    /// - Parameter code: the letter that libpq's `PG_DIAG_…` stand for.
    private func field(_ code: Unicode.Scalar) -> String? {
        PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
}
