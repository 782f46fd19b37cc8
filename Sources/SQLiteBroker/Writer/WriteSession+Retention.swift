import Broker

extension WriteSession {
    /// So many of each kind go in one call: others wait for its transaction.
    private static let retireLimit = 200

    func retire(_ retention: Retention, at now: Timestamp) throws(BrokerError) -> Retired {
        var retired = Retired()
        if let age = retention.jobs { retired.jobs = try removeJobs(endedBy: now + (.zero - age)) }
        if let age = retention.progressEvents { retired.events = try removeProgress(endedBy: now + (.zero - age)) }
        if let age = retention.records { retired.records = try removeRecords(storedBy: now + (.zero - age)) }
        retired.hasMore = [retired.jobs, retired.events, retired.records].contains(Self.retireLimit)
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
            WHERE stored_at <= ? ORDER BY stored_at, collection, id LIMIT ?)
        """)
}
