import Broker
import JSONModel

extension SQLConnection {
    func cached(_ key: String, at now: Timestamp) throws(BrokerError) -> CacheEntry? {
        try first(Self.entry, [.text(key), .time(now)]) { row throws(BrokerError) in
            CacheEntry(
                output: try row.json(0), money: Money(nanos: row.int64(1)), storedAt: row.time(2),
                expiresAt: row.time(3), hits: row.int(4))
        }
    }

    func costs(_ query: CostQuery) throws(BrokerError) -> [CostLine] {
        var conditions: [String] = []
        var arguments: [SQLValue] = []
        func require(_ condition: String, _ argument: SQLValue) {
            conditions.append(condition)
            arguments.append(argument)
        }
        if let since = query.since { require("began_at >= ?", .time(since)) }
        if let until = query.until { require("began_at < ?", .time(until)) }
        if let jobID = query.jobID { require("job_id = ?", .text(jobID)) }
        let filter = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        let sql = """
            SELECT \(query.by.column) AS label, sum(state <> 'cached'), sum(iif(state = 'reserved', 0, amount)),
                sum(iif(state = 'reserved', amount, 0)), sum(saved), sum(state = 'cached'), sum(state = 'unknown'),
                sum(amount > most)
            FROM spends\(filter) GROUP BY label ORDER BY \(query.by == .day ? "" : "sum(amount) DESC, ")label
            LIMIT \(max(query.limit, 0))
            """
        return try rows(Query(sql), arguments) { CostLine($0, by: query.by) }
    }

    func jobFigures(since moment: Timestamp) throws(BrokerError) -> [JobFigure] {
        try rows(Self.figures, [.time(moment), .time(moment)]) { row throws(BrokerError) in
            JobFigure(
                jobType: row.text(0), status: try row.word(1), count: row.int(2), total: .milliseconds(row.int64(3)),
                longest: .milliseconds(row.int64(4)))
        }
    }

    func records(collection: String, after id: String?, limit: Int) throws(BrokerError) -> [RecordWrite] {
        let limit = SQLValue.count(max(limit, 0))
        let read = { (row: SQLRow) throws(BrokerError) in
            RecordWrite(collection: collection, id: row.text(0), value: try row.json(1))
        }
        guard let id else { return try rows(Self.firstRecords, [.text(collection), limit], read) }
        return try rows(Self.nextRecords, [.text(collection), .text(id), limit], read)
    }

    private static let entry = Query(
        "SELECT output, money, stored_at, expires_at, hits FROM cache WHERE key = ? AND expires_at > ?")
    private static let firstRecords = Query(
        "SELECT id, value FROM records WHERE collection = ? ORDER BY id LIMIT ?")
    private static let nextRecords = Query(
        "SELECT id, value FROM records WHERE collection = ? AND id > ? ORDER BY id LIMIT ?")
    // Only jobs with dead letters are missing in the index of the ends; few of those have ended otherwise.
    private static let figures = Query(
        """
        WITH ended AS (
            SELECT job_type, status, started_at, ended_at FROM jobs INDEXED BY jobs_ended
                WHERE ended_at IS NOT NULL AND letters = 0 AND ended_at >= ? AND topic <> 'events'
            UNION ALL
            SELECT job_type, status, started_at, ended_at FROM jobs INDEXED BY jobs_by_status
                WHERE status IN ('failed', 'timeout') AND status <> 'completed' AND letters > 0 AND ended_at >= ?
                    AND topic <> 'events'
        )
        SELECT job_type, status, count(*), sum(ifnull(ended_at - started_at, 0)),
            max(ifnull(ended_at - started_at, 0))
        FROM ended GROUP BY job_type, status ORDER BY job_type, status
        """)
}

extension CostQuery.Grouping {
    fileprivate var column: String {
        switch self {
        case .job: "job_id"
        case .model: "name"
        case .pipeline: "pipeline"
        case .creator: "ifnull(creator_id, '')"
        case .day: "day"
        }
    }
}

extension CostLine {
    fileprivate init(_ row: SQLRow, by grouping: CostQuery.Grouping) {
        let day = Timestamp(milliseconds: row.int64(0).multipliedReportingOverflow(by: 86_400_000).partialValue)
        self.init(key: grouping == .day ? day.dayText : row.text(0))
        calls = row.int(1)
        spent = Money(nanos: row.int64(2))
        reserved = Money(nanos: row.int64(3))
        saved = Money(nanos: row.int64(4))
        hits = row.int(5)
        unknown = row.int(6)
        overruns = row.int(7)
    }
}
