import StepKit

/// One statement on its way to a database.
struct Statement: Sendable {
    static let mostBytes = 8_000_000

    let sql: String
    let parameters: [JSONValue]
    let isReadOnly: Bool
    /// More rows than that are a failure; `nil`: rows are not wanted.
    let mostRows: Int?

    /// - Throws: `invalid_payload` for what no database can be given.
    init(sql: String, parameters: [JSONValue], isReadOnly: Bool, mostRows: Int?) throws(StepFailure) {
        guard !sql.utf8.contains(0) else { throw StepFailure(.invalidPayload, "`sql` holds a NUL") }
        for (index, parameter) in parameters.enumerated() {
            guard case .string(let text) = parameter, text.utf8.contains(0) else { continue }
            throw StepFailure(.invalidPayload, "parameter \(index + 1) holds a NUL")
        }
        self.sql = sql
        self.parameters = parameters
        self.isReadOnly = isReadOnly
        self.mostRows = mostRows
    }
}

/// What a database answered.
struct Answer: Sendable {
    private(set) var rows: [[String: JSONValue]] = []
    var affected = 0
    private var bytes = 0

    /// - Throws: `result_too_large`.
    mutating func add(_ row: [String: JSONValue], bytes count: Int, for statement: Statement) throws(StepFailure) {
        guard let most = statement.mostRows else { return }
        guard rows.count < most else { throw SQLFailure.tooMany(most) }
        bytes += count
        guard bytes <= Statement.mostBytes else { throw SQLFailure.tooLarge }
        rows.append(row)
    }
}

/// An open connection, used by one step at a time.
protocol Connection: AnyObject, Sendable {
    /// Blocks its thread.
    func run(_ statement: Statement, until limit: TimeLimit) throws -> Answer
    /// Whether another step may use it: it is open, and nothing of the last one is left in it.
    var isReusable: Bool { get }
}

/// When a statement has to end: the step's time, or its abort.
struct TimeLimit: Sendable {
    let abort: AbortSignal
    let end: ContinuousClock.Instant

    var isOver: Bool { abort.reason != nil || .now >= end }

    /// Never negative.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = max(end - .now, .zero).components
        return min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// - Throws: `StepAborted`, or `timeout`.
    func check() throws {
        try abort.throwIfAborted()
        if .now >= end { throw SQLFailure.outOfTime }
    }
}

extension TimeLimit {
    init(_ context: StepContext) {
        self.init(abort: context.abort, end: .now + context.timeRemaining)
    }
}
