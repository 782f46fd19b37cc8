import Broker

extension WriteSession {
    func configure(_ topology: Topology, at now: Timestamp) throws(BrokerError) {
        for definition in topology.definitions {
            try connection.run(
                Self.insertDefinition,
                [.text(definition.hash), .text(definition.name), .text(definition.text), .time(now)])
        }
        for schedule in topology.schedules {
            try connection.run(
                Self.insertSchedule, [.text(schedule.name), .text(schedule.fingerprint), .time(now)])
        }
        // The limits may be others now: everybody asks anew.
        try connection.run(Self.unparkAll)
        routes.replace(with: topology)
    }

    func fire(_ firing: Encoded<Firing>, at now: Timestamp) throws(BrokerError) -> Firing.Outcome {
        let name = firing.item.schedule
        let schedule = try routes.schedule(name)
        let state = try connection.first(Self.schedule, [.text(name)]) { row in
            (lastInstant: row.time(0), lastJobID: row.maybeText(1))
        }
        guard let state else { throw .noSchedule(name) }
        guard firing.item.instant > state.lastInstant else { return .done }
        let unended = try unended(state.lastJobID)
        let blocker = schedule.overlap == .allow ? nil : unended
        if firing.item.submission != nil, schedule.overlap == .queue, let blocker { return .waits(jobID: blocker) }
        let skippedFor = schedule.overlap == .skip ? blocker : nil
        guard let submission = firing.item.submission, skippedFor == nil else {
            try connection.run(Self.skip, [.time(firing.item.instant), .text(name)])
            return .skipped(jobID: skippedFor)
        }
        let receipt = try submit(Encoded(submission, text: firing.text), at: now)
        try connection.run(Self.advance, [.time(firing.item.instant), .text(receipt.jobID), .text(name)])
        return .submitted(receipt)
    }

    private func unended(_ jobID: String?) throws(BrokerError) -> String? {
        guard let jobID else { return nil }
        let status: JobStatus? = try connection.first(Self.statusOfJob, [.text(jobID)]) { row throws(BrokerError) in
            try row.word(0)
        }
        return status.map(\.isFinal) == false ? jobID : nil
    }

    private static let insertDefinition = Query(
        "INSERT INTO definitions (hash, name, text, stored_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
    private static let insertSchedule = Query(
        """
        INSERT INTO schedules (name, fingerprint, last_instant) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
            SET fingerprint = excluded.fingerprint, last_instant = excluded.last_instant
            WHERE fingerprint <> excluded.fingerprint
        """)
    private static let unparkAll = Query(
        """
        UPDATE deliveries SET waits_limit = NULL, waits_key = NULL, waits_cause = NULL WHERE waits_limit IS NOT NULL
        """)
    private static let schedule = Query("SELECT last_instant, last_job_id FROM schedules WHERE name = ?")
    private static let statusOfJob = Query("SELECT status FROM jobs WHERE id = ?")
    private static let skip = Query("UPDATE schedules SET last_instant = ?, skipped = skipped + 1 WHERE name = ?")
    private static let advance = Query(
        "UPDATE schedules SET last_instant = ?, last_job_id = ?, fired = fired + 1 WHERE name = ?")
}
