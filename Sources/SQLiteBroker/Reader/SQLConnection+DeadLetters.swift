import Broker
import JSONModel

extension SQLConnection {
    func deadLetters(_ query: DeadLetterQuery) throws(BrokerError) -> [DeadLetter] {
        var filter = LetterFilter(query)
        if let before = query.before { filter.require("deliveries.id < ?", .int(before)) }
        let sql = """
            SELECT \(DeadLetter.columns) \(filter.source) ORDER BY deliveries.id DESC LIMIT \(max(query.limit, 0))
            """
        return try rows(Query(sql), filter.arguments) { row throws(BrokerError) in try DeadLetter(row) }
    }

    func deadLetterCount(_ query: DeadLetterQuery) throws(BrokerError) -> Int {
        let filter = LetterFilter(query)
        return try first(Query("SELECT count(*) \(filter.source)"), filter.arguments) { $0.int(0) } ?? 0
    }

    func deadLetterGroups(_ query: DeadLetterQuery) throws(BrokerError) -> [DeadLetterGroup] {
        let filter = LetterFilter(query)
        let sql = """
            WITH letters AS (
                SELECT ifnull(deliveries.fingerprint, '') AS fingerprint, deliveries.subscription AS subscription,
                    deliveries.reason AS reason, deliveries.failure AS failure, jobs.id AS job,
                    ifnull(deliveries.ended_at, jobs.created_at) AS died_at, deliveries.id AS id
                \(filter.source)
            ), ranked AS (
                SELECT *, row_number() OVER (PARTITION BY fingerprint ORDER BY died_at DESC, id DESC) AS place,
                    count(*) OVER alike AS total, min(died_at) OVER alike AS first_died_at
                FROM letters WINDOW alike AS (PARTITION BY fingerprint)
            )
            SELECT fingerprint, subscription, reason, failure, total, job, first_died_at, died_at
            FROM ranked WHERE place = 1 ORDER BY total DESC, fingerprint LIMIT \(max(query.limit, 0))
            """
        return try rows(Query(sql), filter.arguments) { row throws(BrokerError) in try DeadLetterGroup(row) }
    }
}

/// A query as SQL.
private struct LetterFilter {
    private var conditions = ["deliveries.state = 'dead'"]
    private(set) var arguments: [SQLValue] = []

    init(_ query: DeadLetterQuery) {
        require("deliveries.subscription = ?", query.subscription)
        require("deliveries.reason = ?", query.reason)
        require("deliveries.failure ->> '$.code' = ?", query.code)
        require("definitions.name = ?", query.pipeline)
        require("jobs.job_type = ?", query.jobType)
        require("jobs.creator_id = ?", query.creatorID)
        require("jobs.id = ?", query.jobID)
        require("deliveries.fingerprint = ?", query.fingerprint)
        if let moment = query.diedBefore { require("deliveries.ended_at < ?", .time(moment)) }
        if let moment = query.diedAfter { require("deliveries.ended_at >= ?", .time(moment)) }
        if let text = query.text {
            // Not LIKE: its signs are plain text here.
            require("(instr(lower(deliveries.failure ->> '$.message'), lower(?)) > 0", .text(text))
            conditions[conditions.count - 1] +=
                " OR instr(lower(ifnull(deliveries.payload, jobs.payload)), lower(?)) > 0)"
            arguments.append(.text(text))
        }
    }

    var source: String {
        """
        FROM deliveries JOIN jobs ON jobs.ordinal = deliveries.job
            LEFT JOIN definitions ON definitions.hash = deliveries.definition
        WHERE \(conditions.joined(separator: " AND "))
        """
    }

    mutating func require(_ condition: String, _ argument: SQLValue) {
        conditions.append(condition)
        arguments.append(argument)
    }

    private mutating func require(_ condition: String, _ text: String?) {
        if let text { require(condition, .text(text)) }
    }
}

extension DeadLetter {
    fileprivate static let columns = """
        deliveries.id, deliveries.fence, jobs.id, jobs.job_type, jobs.creator_id, deliveries.subscription, \
        definitions.name, deliveries.definition, deliveries.reason, deliveries.failure, deliveries.cause, \
        deliveries.fingerprint, deliveries.number, deliveries.failed, deliveries.timed_out, deliveries.lock_lost, \
        deliveries.worker_died, deliveries.released, ifnull(deliveries.payload, jobs.payload), jobs.created_at, \
        ifnull(deliveries.ended_at, jobs.created_at)
        """

    fileprivate init(_ row: SQLRow) throws(BrokerError) {
        self.init(
            lock: Lock(deliveryID: row.int64(0), fence: row.int64(1)), jobID: row.text(2), jobType: row.text(3),
            creatorID: row.maybeText(4), subscription: row.text(5), pipeline: row.text(6), definition: row.text(7),
            reason: row.text(8), failure: try row.maybeFailure(9) ?? .unknown, cause: try row.maybeWord(10) ?? .failed,
            fingerprint: row.text(11), number: row.int(12), counts: AttemptCounts(row, from: 13),
            payload: try row.json(18), enqueuedAt: row.time(19), diedAt: row.time(20))
    }
}

extension DeadLetterGroup {
    fileprivate init(_ row: SQLRow) throws(BrokerError) {
        let failure = try row.maybeFailure(3) ?? .unknown
        self.init(
            fingerprint: row.text(0), subscription: row.text(1), reason: row.text(2), code: failure.code,
            step: failure.step, count: row.int(4), message: failure.message, jobID: row.text(5),
            firstDiedAt: row.time(6), lastDiedAt: row.time(7))
    }
}

extension FailureRecord {
    fileprivate static let unknown = FailureRecord(code: "", message: "")
}
