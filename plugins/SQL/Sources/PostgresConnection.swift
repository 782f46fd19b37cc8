import CPostgres
import Foundation
import StepKit

/// A connection to a PostgreSQL server.
///
/// Unchecked because it holds a C pointer: the pool gives it to one step at a time.
final class PostgresConnection: Connection, @unchecked Sendable {
    /// How long a wait may last before the step's abort is looked at again.
    private static let slice: Int32 = 25
    private static let connectTimeout = Duration.seconds(10)
    /// Statements that leave nothing behind in the session.
    private static let harmless: Set<String> = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "ALTER", "DROP", "TRUNCATE", "COPY", "",
    ]

    private let connection: OpaquePointer
    private let name: String
    private var isClean = true

    var isReusable: Bool {
        isClean && PQstatus(connection) == CONNECTION_OK && PQtransactionStatus(connection) == PQTRANS_IDLE
    }

    static func isReadable(_ url: String) -> Bool {
        guard let options = PQconninfoParse(url, nil) else { return false }
        PQconninfoFree(options)
        return true
    }

    /// - Throws: `network_error`, `timeout`.
    init(url: String, name: String, until limit: TimeLimit) throws {
        // The first stands for the whole URL (`expand_dbname`); what follows it wins.
        let words = ["dbname", "application_name", "client_encoding"]
        let values = [url, "millrace", "UTF8"]
        let connection = Self.withTexts(words) { words in
            Self.withTexts(values) { values in PQconnectStartParams(words, values, 1) }
        }
        guard let connection else { throw StepFailure(.networkError, "libpq is out of memory") }
        self.connection = connection
        self.name = name
        // Otherwise libpq writes what the server remarks to standard error.
        PQsetNoticeReceiver(connection, { _, _ in }, nil)
        try connect(until: limit)
        try command("SET DateStyle = 'ISO'; SET TimeZone = 'UTC'; SET IntervalStyle = 'iso_8601'", until: limit)
    }

    deinit {
        PQfinish(connection)
    }

    func run(_ statement: Statement, until limit: TimeLimit) throws -> Answer {
        do {
            // The server ends it too, should this process die meanwhile.
            let timeout = "SET LOCAL statement_timeout = \(max(1, limit.milliseconds))"
            try command("BEGIN \(statement.isReadOnly ? "READ ONLY" : "READ WRITE"); \(timeout)", until: limit)
            let answer = try answer(to: statement, until: limit)
            // Rolled back, a statement that only reads leaves no setting behind either.
            try command(statement.isReadOnly ? "ROLLBACK" : "COMMIT", until: limit)
            return answer
        } catch {
            leave(until: limit)
            throw error
        }
    }

    // MARK: - Talking

    private func answer(to statement: Statement, until limit: TimeLimit) throws -> Answer {
        let texts = statement.parameters.map(PostgresValue.text)
        guard texts.count <= 65_535 else { throw SQLFailure.count(given: texts.count, wanted: 65_535) }
        let isSent = Self.withTexts(texts) { values in
            PQsendQueryParams(connection, statement.sql, Int32(texts.count), nil, values, nil, nil, 0)
        }
        guard isSent == 1 else { throw lost }
        if statement.mostRows != nil { PQsetSingleRowMode(connection) }
        var answer = Answer()
        var refusal: StepFailure?
        while let result = try next(until: limit) {
            if result.isRefusal {
                // Read to its end, so that the connection is of use to the next.
                refusal = failure(result)
            } else {
                try take(result, for: statement, &answer)
            }
        }
        if let refusal { throw refusal }
        return answer
    }

    private func take(_ result: PostgresResult, for statement: Statement, _ answer: inout Answer) throws(StepFailure) {
        switch result.status {
        case PGRES_SINGLE_TUPLE, PGRES_TUPLES_OK:
            for row in statement.mostRows == nil ? 0..<0 : 0..<result.rowCount {
                let (values, bytes) = try result.row(row)
                try answer.add(values, bytes: bytes, for: statement)
            }
        case PGRES_COMMAND_OK: break
        case PGRES_EMPTY_QUERY: throw SQLFailure.empty
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            throw StepFailure(.invalidPayload, "COPY is not supported")
        default: break
        }
        guard result.status != PGRES_SINGLE_TUPLE else { return }
        answer.affected = result.affected
        if !Self.harmless.contains(result.command) { isClean = false }
    }

    /// Statements of ours, without parameters.
    private func command(_ sql: String, until limit: TimeLimit) throws {
        guard PQsendQuery(connection, sql) == 1 else { throw lost }
        var refusal: StepFailure?
        while let result = try next(until: limit) {
            if result.isRefusal { refusal = failure(result) }
        }
        if let refusal { throw refusal }
    }

    /// - Returns: `nil` when the server has said all.
    private func next(until limit: TimeLimit) throws -> PostgresResult? {
        while PQisBusy(connection) == 1 {
            try wait(for: POLLIN, until: limit)
            guard PQconsumeInput(connection) == 1 else { throw lost }
        }
        return PQgetResult(connection).map(PostgresResult.init)
    }

    private func failure(_ result: PostgresResult) -> StepFailure {
        result.failure(connectionIsUp: PQstatus(connection) == CONNECTION_OK, database: name)
    }

    private var lost: StepFailure {
        StepFailure(.networkError, "the connection to the database `\(name)` was lost")
    }

    // MARK: - Waiting

    private func connect(until limit: TimeLimit) throws {
        let end = ContinuousClock.now + Self.connectTimeout
        let unreachable = StepFailure(
            .networkError, "the database `\(name)` cannot be reached, or refused the login")
        guard PQstatus(connection) != CONNECTION_BAD else { throw unreachable }
        var wanted = PGRES_POLLING_WRITING
        while wanted != PGRES_POLLING_OK {
            guard wanted != PGRES_POLLING_FAILED, .now < end else { throw unreachable }
            try wait(for: wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: limit)
            wanted = PQconnectPoll(connection)
        }
    }

    private func wait(for event: Int32, until limit: TimeLimit) throws {
        try limit.check()
        var watched = pollfd(fd: PQsocket(connection), events: Int16(event), revents: 0)
        while poll(&watched, 1, Self.slice) == 0 { try limit.check() }
    }

    /// After an error: forgets the transaction, or ends what still runs.
    private func leave(until limit: TimeLimit) {
        switch PQtransactionStatus(connection) {
        case PQTRANS_IDLE: break
        case PQTRANS_INERROR, PQTRANS_INTRANS:
            if (try? command("ROLLBACK", until: limit)) == nil { isClean = false }
        default:
            isClean = false
            cancel()
        }
    }

    /// Asks the server, on a thread that may wait for it, to end the statement; this connection is not used again.
    private func cancel() {
        guard let ticket = CancelTicket(connection) else { return }
        DispatchQueue.global().async { ticket.use() }
    }

    /// C texts for the time of one call; `nil` is NULL.
    private static func withTexts<Result>(
        _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = texts.map { $0.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        // libpq reads lists of names up to their NULL.
        let pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

/// Unchecked because it holds a C pointer: libpq documents `PQcancel` as safe beside the connection, from any thread.
private final class CancelTicket: @unchecked Sendable {
    private let pointer: OpaquePointer

    init?(_ connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    func use() {
        var text = [CChar](repeating: 0, count: 256)
        PQcancel(pointer, &text, Int32(text.count))
    }
}
