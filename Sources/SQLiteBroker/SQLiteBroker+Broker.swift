public import Broker
import JSONModel

extension SQLiteBroker: Broker {
    public func configure(_ topology: Topology, at now: Timestamp) async throws(BrokerError) {
        try await once { session throws(BrokerError) in try session.configure(topology, at: now) }
    }

    public func submit(
        _ jobs: [JobSubmission], at now: Timestamp
    ) async -> [Result<SubmissionReceipt, BrokerError>] {
        await each(jobs.map { Encoded($0, $0.payload) }) { session, job throws(BrokerError) in
            try session.submit(job, at: now)
        }
    }

    public func cancel(_ jobIDs: [String], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await each(jobIDs) { session, id throws(BrokerError) in try session.cancel(id, at: now) }
    }

    public func sweep(at now: Timestamp) async throws(BrokerError) -> Int {
        var total = 0
        while true {
            let count = try await once { session throws(BrokerError) in try session.sweep(at: now) }
            total += count
            if count < WriteSession.sweepLimit { return total }
        }
    }

    public func changes() -> AsyncStream<BrokerChange> { feed.stream() }

    public func close() async {
        await writer.close()
    }

    public func lock(_ request: LockRequest, at now: Timestamp) async throws(BrokerError) -> LockAnswer {
        try await once { session throws(BrokerError) in try session.lock(request, at: now) }
    }

    public func renew(_ locks: [Lock], at now: Timestamp) async -> [Result<Renewal, BrokerError>] {
        await each(locks) { session, lock throws(BrokerError) in try session.renew(lock, at: now) }
    }

    public func checkpoint(_ checkpoints: [Checkpoint], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await each(checkpoints.map { Encoded($0, $0.step.output) }) { session, checkpoint throws(BrokerError) in
            try session.checkpoint(checkpoint, at: now)
        }
    }

    public func report(_ reports: [ProgressReport], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await each(reports) { session, report throws(BrokerError) in try session.report(report, at: now) }
    }

    public func settle(_ settlements: [Settlement], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        let encoded = settlements.map { settlement in
            if case .complete(let result) = settlement.outcome {
                Encoded(settlement, result)
            } else {
                Encoded(settlement, .null)
            }
        }
        return await each(encoded) { session, settlement throws(BrokerError) in
            try session.settle(settlement, at: now)
        }
    }

    public func recordLate(_ results: [LateResult]) async throws(BrokerError) {
        try await once { session throws(BrokerError) in try session.recordLate(results) }
    }
}

extension SQLiteBroker {
    /// One write that succeeds or fails as a whole.
    private func once<Value: Sendable>(
        _ body: @escaping @Sendable (WriteSession) throws(BrokerError) -> Value
    ) async throws(BrokerError) -> Value {
        let result: Result<Value, BrokerError> = await writer.write(failing: { .failure($0) }) { session in
            session.attempt { () throws(BrokerError) in try body(session) }
        }
        return try result.get()
    }

    /// A batch whose items succeed or fail each by itself.
    private func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (WriteSession, Item) throws(BrokerError) -> Value
    ) async -> [Result<Value, BrokerError>] {
        await writer.write(failing: { error in items.map { _ in .failure(error) } }) { session in
            items.map { item in session.attempt { () throws(BrokerError) in try body(session, item) } }
        }
    }
}
