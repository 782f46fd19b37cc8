import Broker
import JSONModel

extension WriteSession {
    /// So many of each kind go in one call: others wait for its transaction.
    private static let retireLimit = 200

    func retire(_ retention: Retention, at now: Timestamp) throws(BrokerError) -> Retired {
        var retired = Retired()
        if let age = retention.jobs { retired.jobs = try removeJobs(endedBy: now + (.zero - age)) }
        if let age = retention.progressEvents { retired.events = try removeProgress(endedBy: now + (.zero - age)) }
        if let age = retention.records { retired.records = try removeRecords(storedBy: now + (.zero - age)) }
        if let age = retention.spends { retired.spends = try removeSpends(begunBy: now + (.zero - age)) }
        retired.cacheEntries = try removeCacheEntries(at: now)
        retired.hasMore = retired.isFull(at: Self.retireLimit)
        return retired
    }

    private func removeJobs(endedBy moment: Timestamp) throws(BrokerError) -> Int {
        let old = try connection.rows(Self.oldJobs, [.time(moment), .count(Self.retireLimit)]) { row in
            (ordinal: row.int64(0), id: row.text(1))
        }
        for job in old { try remove(job.id, ordinal: job.ordinal) }
        return old.count
    }

    /// Everything that refers to the job goes before it. Records stay: they are the world's, not the job's.
    private func remove(_ id: String, ordinal: Int64) throws(BrokerError) {
        let copies = try connection.rows(Self.copies, [.int(ordinal)]) { row in (name: row.text(0), count: row.int(1)) }
        for copy in copies { countRemoved(copy.count, from: copy.name) }
        for query in Self.removals { try connection.run(query, [.int(ordinal)]) }
        try connection.run(Self.removeLateResults, [.text(id)])
    }

    private func removeProgress(endedBy moment: Timestamp) throws(BrokerError) -> Int {
        try connection.run(Self.removeProgress, [.time(moment), .time(moment), .count(Self.retireLimit)])
        return Int(connection.changedRows)
    }

    private func removeRecords(storedBy moment: Timestamp) throws(BrokerError) -> Int {
        try connection.run(Self.removeRecords, [.time(moment), .count(Self.retireLimit)])
        return Int(connection.changedRows)
    }

    /// The totals stay the sums of what is there.
    private func removeSpends(begunBy moment: Timestamp) throws(BrokerError) -> Int {
        let old = try connection.rows(Self.oldSpends, [.time(moment), .count(Self.retireLimit)]) { row in
            let (began, pipeline, creator) = (row.time(2), row.text(3), row.maybeText(4))
            return (
                id: row.int64(0), amount: Money(nanos: row.int64(5)),
                scopes: SpendScope.all(jobID: row.text(1), pipeline: pipeline, creatorID: creator, day: began.day)
            )
        }
        for spend in old {
            try add(.zero - spend.amount, to: spend.scopes)
            try connection.run(Self.removeSpend, [.int(spend.id)])
        }
        return old.count
    }

    private func removeCacheEntries(at now: Timestamp) throws(BrokerError) -> Int {
        try connection.run(Self.removeCacheEntries, [.time(now), .count(Self.retireLimit)])
        return Int(connection.changedRows)
    }

    private static let oldJobs = Query(
        """
        SELECT ordinal, id FROM jobs INDEXED BY jobs_ended
        WHERE ended_at IS NOT NULL AND letters = 0 AND ended_at <= ? ORDER BY ended_at, ordinal LIMIT ?
        """)
    private static let copies = Query(
        "SELECT subscription, count(*) FROM deliveries WHERE job = ? GROUP BY subscription")
    private static let removals = [
        "steps WHERE job = ?", "costs WHERE job = ?", "events WHERE job = ?", "deliveries WHERE job = ?",
        "messages WHERE job = ?", "jobs WHERE ordinal = ?",
    ].map { Query("DELETE FROM \($0)") }
    private static let removeLateResults = Query("DELETE FROM late_results WHERE job_id = ?")
    // An event is no younger than the end of its job: only old ones need to be looked at.
    private static let removeProgress = Query(
        """
        DELETE FROM events WHERE sequence IN (
            SELECT events.sequence FROM events INDEXED BY events_progress
                CROSS JOIN jobs ON jobs.ordinal = events.job
            WHERE events.type = 'job.progress' AND events.time <= ? AND jobs.ended_at <= ?
            ORDER BY events.time, events.sequence LIMIT ?)
        """)
    private static let removeRecords = Query(
        """
        DELETE FROM records WHERE (collection, id) IN (
            SELECT collection, id FROM records INDEXED BY records_by_time
            WHERE stored_at <= ? AND collection NOT IN ('contacts', 'webhook_state') ORDER BY stored_at, collection, id LIMIT ?)
        """)
    private static let oldSpends = Query(
        """
        SELECT id, job_id, began_at, pipeline, creator_id, amount FROM spends INDEXED BY spends_by_time
        WHERE began_at <= ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = spends.job_id)
        ORDER BY began_at, id LIMIT ?
        """)
    private static let removeSpend = Query("DELETE FROM spends WHERE id = ?")
    private static let removeCacheEntries = Query(
        """
        DELETE FROM cache WHERE key IN
            (SELECT key FROM cache INDEXED BY cache_by_end WHERE expires_at <= ? ORDER BY expires_at, key LIMIT ?)
        """)
}
