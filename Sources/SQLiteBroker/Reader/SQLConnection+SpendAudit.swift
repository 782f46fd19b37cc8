import Broker
import JSONModel

extension SQLConnection {
    /// Whether the totals are the sums of the calls, and what is set aside belongs to locks that are held.
    func spendFindings(limit: Int) throws(BrokerError) -> [AuditFinding] {
        let sums = try rows(Self.wrongTotals, [.count(limit)]) { row throws(BrokerError) in
            let scope = SpendScope(kind: try row.word(0), key: row.text(1), day: row.int64(2))
            return Audit.finding(in: scope, total: Money(nanos: row.int64(3)), sum: Money(nanos: row.int64(4)))
        }
        var findings = sums.compactMap { $0 }
        let open = try rows(Self.open, [.count(limit)]) { row in
            (delivery: row.int64(0), count: row.int(1), held: row.int(2))
        }
        for open in open {
            let delivery = try first(Self.delivery, [.int(open.delivery)]) { row throws(BrokerError) in
                try Delivery(row)
            }
            findings += Audit.findings(open: open.count, underItsLock: open.held, of: delivery, id: open.delivery)
        }
        return findings
    }

    private static let wrongTotals = Query(
        """
        WITH sums AS (
            SELECT 'job' AS scope, job_id AS key, 0 AS day, sum(amount) AS amount FROM spends GROUP BY job_id
            UNION ALL SELECT 'pipeline', pipeline, day, sum(amount) FROM spends GROUP BY pipeline, day
            UNION ALL SELECT 'creator', ifnull('=' || creator_id, ''), day, sum(amount) FROM spends
                GROUP BY creator_id, day
            UNION ALL SELECT 'all', '', day, sum(amount) FROM spends GROUP BY day
        )
        SELECT scope, key, day, sum(total), sum(amount) FROM (
            SELECT scope, key, day, amount AS total, 0 AS amount FROM spend_totals
            UNION ALL SELECT scope, key, day, 0, amount FROM sums)
        GROUP BY scope, key, day HAVING sum(total) <> sum(amount) ORDER BY day, key LIMIT ?
        """)
    private static let open = Query(
        """
        SELECT spends.delivery, count(*), sum(deliveries.fence IS spends.fence)
        FROM spends INDEXED BY spends_open LEFT JOIN deliveries ON deliveries.id = spends.delivery
        WHERE spends.state = 'reserved' GROUP BY spends.delivery ORDER BY spends.delivery LIMIT ?
        """)
    private static let delivery = Query("SELECT \(Delivery.columns) FROM deliveries WHERE id = ?")
}
