import Broker
import JSONModel

extension WriteSession {
    func settle(_ settlement: Encoded<Settlement>, at now: Timestamp) throws(BrokerError) -> JobStatus {
        var (job, limits) = try held(by: settlement.item.lock)
        let event = try job.state.settle(settlement.item, limits: limits, at: now)
        let isFirst = job.state.deliveries.first?.id == settlement.item.lock.deliveryID
        if case .complete = settlement.item.outcome, isFirst { job.result = settlement.text }
        try store(job, events: event.map { [$0] } ?? [], at: now)
        if case .cancel = settlement.item.outcome { hint(job.state.locks(at: now).map { .cancelling($0) }) }
        hintReady(job.state)
        return job.state.head.status
    }

    func checkpoint(_ encoded: EncodedCheckpoint, at now: Timestamp) throws(BrokerError) {
        let checkpoint = encoded.item
        var (job, _) = try held(by: checkpoint.lock)
        let events = try job.state.pass(checkpoint, at: now)
        try insertStep(checkpoint, output: encoded.output, ordinal: job.ordinal)
        for record in encoded.records { try save(record, at: now) }
        for cost in encoded.costs {
            try connection.run(
                Self.insertCost,
                [
                    .int(job.ordinal), .int(checkpoint.lock.deliveryID), .text(checkpoint.step.stepID), .text(cost),
                    .time(now),
                ])
        }
        try store(job, events: events, at: now)
        try account(for: encoded, in: job.state, at: now)
        for var message in encoded.messages {
            message.item.parentID = job.state.head.id
            message.item.hops = job.state.head.hops + 1
            _ = try submit(message, at: now)
        }
    }

    func report(_ report: ProgressReport, at now: Timestamp) throws(BrokerError) {
        var (job, _) = try held(by: report.lock)
        let event = try job.state.advance(report, at: now)
        try store(job, events: [event], at: now)
    }

    func recordLate(_ results: [LateResult]) throws(BrokerError) {
        for result in results {
            try connection.run(
                Self.insertLate,
                [
                    .text(result.jobID), .text(result.stepID), .count(result.attempt), .int(result.fence),
                    .text(result.outcome), .time(result.receivedAt),
                ])
        }
    }

    private func insertStep(_ checkpoint: Checkpoint, output: String, ordinal: Int64) throws(BrokerError) {
        let step = checkpoint.step
        try connection.run(
            Self.storeStep,
            [
                .int(ordinal), .int(checkpoint.lock.deliveryID), .text(step.stepID), .text(step.status.rawValue),
                .text(output), .failure(step.failure), .count(step.attempt), .count(step.delivery),
                .time(step.startedAt), .time(step.endedAt),
            ])
    }

    private static let storeStep = Query(
        """
        INSERT OR REPLACE INTO steps (job, delivery, step_id, status, output, failure, attempt, number, started_at,
            ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    private static let insertCost = Query(
        "INSERT INTO costs (job, delivery, step_id, data, time) VALUES (?, ?, ?, ?, ?)")
    private static let insertLate = Query(
        """
        INSERT INTO late_results (job_id, step_id, attempt, fence, outcome, received_at) VALUES (?, ?, ?, ?, ?, ?)
        """)
}
