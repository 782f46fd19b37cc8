import Broker

extension SQLConnection {
    /// Of each kind at most so many findings: a store that breaks a rule once may break it a million times.
    private static let auditLimit = 100

    /// SQL finds what is suspicious; what is wrong with it, the rules of all drivers say.
    func audit() throws(BrokerError) -> [AuditFinding] {
        var findings = try rows(Self.quickCheck) { $0.text(0) }.filter { $0 != "ok" }
            .map { AuditFinding(.file, "the database says of its file: \($0)") }
        findings += Audit.findings(in: try counts()).prefix(Self.auditLimit)
        for ordinal in try rows(Self.suspiciousJobs, [.count(Self.auditLimit)], { $0.int64(0) }) {
            findings += try self.findings(inJob: ordinal)
        }
        findings += try waitsForNobody()
        return findings + (try spendFindings(limit: Self.auditLimit))
    }

    private func findings(inJob ordinal: Int64) throws(BrokerError) -> [AuditFinding] {
        let found = try first(Self.headWithLastEvent, [.int(ordinal)]) { row throws(BrokerError) in
            (lastEvent: row.maybeText(0), head: try JobHead(row, from: 1))
        }
        guard let found else { return [] }
        let state = JobState(head: found.head, deliveries: try deliveries(ofJob: ordinal))
        return Audit.findings(in: state, lastEvent: found.lastEvent)
    }

    private func waitsForNobody() throws(BrokerError) -> [AuditFinding] {
        try rows(Self.waitsForNobody, [.count(Self.auditLimit)]) { row throws(BrokerError) in
            let wait = try KeyWait(row, from: 2) ?? KeyWait(limit: 0, key: "", cause: .concurrency)
            return Audit.nobodyHolds(wait, delivery: row.int64(0), subscription: row.text(1))
        }
    }

    private static let quickCheck = Query("PRAGMA quick_check(20)")
    private static let lastEvent = """
        (SELECT type FROM events WHERE events.job = jobs.ordinal AND type GLOB 'job.*' AND type <> 'job.progress' \
        ORDER BY sequence DESC LIMIT 1)
        """
    private static let headWithLastEvent = Query(
        "SELECT \(lastEvent), \(JobHead.columns) FROM jobs WHERE jobs.ordinal = ?")
    private static let suspiciousJobs = Query(
        """
        WITH facts AS (
            SELECT job, max(state = 'locked') AS locked, max(state IN ('scheduled', 'ready')) AS waits,
                max(number) AS number, sum(state IN ('dead', 'discarded')) AS dead,
                sum(state IN ('dead', 'discarded') AND cause IS 'timed_out') AS late,
                max(state = 'cancelled') AS cancelled,
                max((state = 'locked') <> (locked_until IS NOT NULL AND worker IS NOT NULL)) AS strange_lock,
                max(state = 'dead' AND (reason IS NULL OR failure IS NULL OR fingerprint IS NULL)) AS silent
            FROM deliveries GROUP BY job
        )
        SELECT ordinal FROM jobs LEFT JOIN facts ON facts.job = jobs.ordinal
        WHERE facts.job IS NULL OR strange_lock OR silent
            OR status <> CASE
                WHEN locked THEN 'processing'
                WHEN waits THEN iif(number > 0, 'retrying', 'pending')
                WHEN dead > 0 THEN iif(dead = late, 'timeout', 'failed')
                WHEN cancelled THEN 'cancelled'
                ELSE 'completed' END
            OR NOT (locked OR waits) AND \(lastEvent) IS NOT 'job.' || status
        ORDER BY ordinal LIMIT ?
        """)
    // A key that nobody holds may still be on its way to the one that was let in when it became free.
    private static let waitsForNobody = Query(
        """
        WITH taken AS (
            SELECT deliveries.subscription AS subscription, json_each.key AS number, json_each.value AS key
            FROM deliveries, json_each(deliveries.keys)
            WHERE deliveries.keys IS NOT NULL AND json_each.value IS NOT NULL
                AND (deliveries.state = 'locked' OR deliveries.state = 'ready' AND deliveries.waits_limit IS NULL)
        )
        SELECT id, subscription, waits_limit, waits_key, waits_cause FROM deliveries
        WHERE waits_limit IS NOT NULL AND state = 'ready'
            AND (subscription, waits_limit, waits_key) NOT IN (SELECT subscription, number, key FROM taken)
        ORDER BY id LIMIT ?
        """)
}
