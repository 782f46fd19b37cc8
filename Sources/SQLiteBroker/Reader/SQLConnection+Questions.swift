import Broker

/// The questions of ``BrokerReader``, each on a connection that only reads.
extension SQLConnection {
    func job(_ id: String) throws(BrokerError) -> JobRecord? {
        try first(Self.jobByID, [.text(id)]) { row throws(BrokerError) in try JobRecord(row) }
    }

    func jobs(_ query: JobQuery) throws(BrokerError) -> [JobRecord] {
        var conditions: [String] = []
        var arguments: [SQLValue] = []
        func require(_ condition: String, _ argument: SQLValue) {
            conditions.append(condition)
            arguments.append(argument)
        }
        if let status = query.status {
            require("status = ?", .text(status.rawValue))
            // The index of the states leaves out the one that nearly all jobs have.
            if status != .completed { conditions.append("status <> 'completed'") }
        }
        if let jobType = query.jobType { require("job_type = ?", .text(jobType)) }
        if let creatorID = query.creatorID { require("creator_id = ?", .text(creatorID)) }
        if let topic = query.topic { require("topic = ?", .text(topic)) }
        if let parentID = query.parentID { require("parent_id = ?", .text(parentID)) }
        if let before = query.before { require("ordinal < ?", .int(try ordinal(of: before))) }
        arguments.append(.count(max(query.limit, 0)))
        let filter = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        let sql = "SELECT \(JobRecord.columns) FROM jobs\(filter) ORDER BY ordinal DESC LIMIT ?"
        return try rows(Query(sql), arguments) { row throws(BrokerError) in try JobRecord(row) }
    }

    func steps(of jobID: String) throws(BrokerError) -> [StepRecord] {
        try rows(Self.stepsOfJob, [.text(jobID)]) { row throws(BrokerError) in try StepRecord(row) }
    }

    func steps(ofDelivery id: Int64) throws(BrokerError) -> [StepRecord] {
        try rows(Self.stepsOfDelivery, [.int(id), .int(id)]) { row throws(BrokerError) in try StepRecord(row) }
    }

    func events(of jobID: String, after sequence: Int64, limit: Int) throws(BrokerError) -> [EventRecord] {
        try rows(Self.eventsOfJob, [.text(jobID), .int(sequence), .count(max(limit, 0))]) { row throws(BrokerError) in
            EventRecord(
                sequence: row.int64(0), jobID: jobID, type: row.text(1), data: try row.json(2), time: row.time(3))
        }
    }

    func events(after sequence: Int64, limit: Int) throws(BrokerError) -> [EventRecord] {
        try rows(Self.allEvents, [.int(sequence), .count(max(limit, 0))]) { row throws(BrokerError) in
            EventRecord(
                sequence: row.int64(0), jobID: row.text(1), type: row.text(2), data: try row.json(3),
                time: row.time(4))
        }
    }

    func record(collection: String, id: String) throws(BrokerError) -> RecordWrite? {
        try first(Self.recordByID, [.text(collection), .text(id)]) { row throws(BrokerError) in
            RecordWrite(collection: collection, id: id, value: try row.json(0))
        }
    }

    func definition(_ hash: String) throws(BrokerError) -> Definition? {
        try first(Self.definitionByHash, [.text(hash)]) { row in
            Definition(hash: hash, name: row.text(0), text: row.text(1))
        }
    }

    func lateResults(of jobID: String) throws(BrokerError) -> [LateResult] {
        try rows(Self.lateResultsOfJob, [.text(jobID)]) { row in
            LateResult(
                jobID: jobID, stepID: row.text(0), attempt: row.int(1), fence: row.int64(2), outcome: row.text(3),
                receivedAt: row.time(4))
        }
    }

    private func ordinal(of jobID: String) throws(BrokerError) -> Int64 {
        guard let ordinal = try first(Self.ordinalByID, [.text(jobID)], { $0.int64(0) }) else { throw .noJob(jobID) }
        return ordinal
    }

    private static let jobByID = Query("SELECT \(JobRecord.columns) FROM jobs WHERE id = ?")
    private static let ordinalByID = Query("SELECT ordinal FROM jobs WHERE id = ?")
    private static let stepsOfJob = Query(
        """
        SELECT \(StepRecord.columns) FROM steps WHERE job = (SELECT ordinal FROM jobs WHERE id = ?)
        ORDER BY ended_at, id
        """)
    // The index begins with the job.
    private static let stepsOfDelivery = Query(
        """
        SELECT \(StepRecord.columns) FROM steps
        WHERE job = (SELECT job FROM deliveries WHERE id = ?) AND delivery = ? ORDER BY ended_at, id
        """)
    private static let eventsOfJob = Query(
        """
        SELECT sequence, type, data, time FROM events
        WHERE job = (SELECT ordinal FROM jobs WHERE id = ?) AND sequence > ? ORDER BY sequence LIMIT ?
        """)
    private static let allEvents = Query(
        """
        SELECT events.sequence, jobs.id, events.type, events.data, events.time
        FROM events CROSS JOIN jobs ON jobs.ordinal = events.job
        WHERE events.sequence > ? ORDER BY events.sequence LIMIT ?
        """)
    private static let recordByID = Query("SELECT value FROM records WHERE collection = ? AND id = ?")
    private static let definitionByHash = Query("SELECT name, text FROM definitions WHERE hash = ?")
    private static let lateResultsOfJob = Query(
        "SELECT step_id, attempt, fence, outcome, received_at FROM late_results WHERE job_id = ? ORDER BY id")
}
