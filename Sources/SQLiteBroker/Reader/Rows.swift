import Broker

/// How rows become values; each list of columns stands beside the code that reads it.
extension JobRecord {
    static let columns = """
        jobs.id, jobs.job_type, jobs.creator_id, jobs.payload, jobs.status, jobs.result, jobs.failure, jobs.progress, \
        jobs.attempt, jobs.definition, jobs.subscription, jobs.is_cancelling, jobs.created_at, jobs.started_at, \
        jobs.ended_at, jobs.ready_at, jobs.topic, jobs.parent_id
        """
    static let columnCount: Int32 = 18

    init(_ row: SQLRow) throws(BrokerError) {
        self.init(
            id: row.text(0), jobType: row.text(1), creatorID: row.maybeText(2), payload: try row.json(3),
            status: try row.word(4), result: try row.maybeJSON(5), failure: try row.maybeFailure(6),
            progress: row.int(7), attempt: row.int(8), definition: row.text(9), subscription: row.text(10),
            isCancelling: row.flag(11), createdAt: row.time(12), startedAt: row.maybeTime(13),
            endedAt: row.maybeTime(14), readyAt: row.maybeTime(15), topic: row.text(16), parentID: row.maybeText(17))
    }
}

extension StepRecord {
    static let columns = "step_id, status, output, failure, attempt, number, started_at, ended_at"

    init(_ row: SQLRow) throws(BrokerError) {
        self.init(
            stepID: row.text(0), status: try row.word(1), output: try row.json(2), failure: try row.maybeFailure(3),
            attempt: row.int(4), delivery: row.int(5), startedAt: row.time(6), endedAt: row.time(7))
    }
}

extension Delivery {
    static let columns = """
        deliveries.id, deliveries.subscription, deliveries.definition, deliveries.state, deliveries.number, \
        deliveries.failed, deliveries.timed_out, deliveries.lock_lost, deliveries.worker_died, deliveries.released, \
        deliveries.fence, deliveries.ready_at, deliveries.expires_at, deliveries.locked_until, deliveries.worker, \
        deliveries.reason, deliveries.failure, deliveries.cause, deliveries.fingerprint, deliveries.ended_at, \
        deliveries.payload, deliveries.keys, deliveries.is_admitted, deliveries.waits_limit, deliveries.waits_key, \
        deliveries.waits_cause, deliveries.turn, deliveries.open_spends
        """
    static let columnCount: Int32 = 28

    init(_ row: SQLRow) throws(BrokerError) {
        self.init(
            id: row.int64(0), subscription: row.text(1), definition: row.text(2), readyAt: row.time(11),
            expiresAt: row.maybeTime(12))
        state = try row.word(3)
        number = row.int(4)
        counts = AttemptCounts(row, from: 5)
        fence = row.int64(10)
        lockedUntil = row.maybeTime(13)
        worker = row.maybeText(14)
        reason = row.maybeText(15)
        failure = try row.maybeFailure(16)
        cause = try row.maybeWord(17)
        fingerprint = row.maybeText(18)
        endedAt = row.maybeTime(19)
        payload = try row.maybeJSON(20)
        keys = try row.keys(21)
        isAdmitted = row.flag(22)
        waitsFor = try KeyWait(row, from: 23)
        turn = row.int64(26)
        openSpends = row.int(27)
    }
}

extension AttemptCounts {
    init(_ row: SQLRow, from first: Int32) {
        self.init()
        failed = row.int(first)
        timedOut = row.int(first + 1)
        lockLost = row.int(first + 2)
        workerDied = row.int(first + 3)
        released = row.int(first + 4)
    }
}

extension KeyWait {
    init?(_ row: SQLRow, from first: Int32) throws(BrokerError) {
        guard !row.isNull(first) else { return nil }
        self.init(limit: row.int(first), key: row.text(first + 1), cause: try row.word(first + 2))
    }
}

extension JobHead {
    static let columns = """
        jobs.id, jobs.job_type, jobs.creator_id, jobs.status, jobs.progress, jobs.attempt, jobs.is_cancelling, \
        jobs.started_at, jobs.ended_at, jobs.ready_at, jobs.topic, jobs.hops
        """

    /// Leaves out the failure: transitions do not look at it.
    init(_ row: SQLRow, from first: Int32) throws(BrokerError) {
        self.init(
            id: row.text(first), jobType: row.text(first + 1), creatorID: row.maybeText(first + 2),
            readyAt: row.maybeTime(first + 9))
        status = try row.word(first + 3)
        progress = row.int(first + 4)
        attempt = row.int(first + 5)
        isCancelling = row.flag(first + 6)
        startedAt = row.maybeTime(first + 7)
        endedAt = row.maybeTime(first + 8)
        topic = row.text(first + 10)
        hops = row.int(first + 11)
    }
}
