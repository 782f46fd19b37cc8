public import Broker
import JSONModel

extension SQLiteBroker: Broker {
    public func configure(_ topology: Topology, at now: Timestamp) async throws(BrokerError) {
        let opening = opening
        try await once(.configure) { session throws(BrokerError) in
            try session.configure(topology, at: now)
            try session.recover(from: opening, at: now)
        }
        CrashPoint.openRecovered.reached()
    }

    public func submit(
        _ jobs: [JobSubmission], at now: Timestamp
    ) async -> [Result<SubmissionReceipt, BrokerError>] {
        await each(.submit, jobs.map { Encoded($0) }) { session, job throws(BrokerError) in
            try session.submit(job, at: now)
        }
    }

    public func cancel(_ jobIDs: [String], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await each(.cancel, jobIDs) { session, id throws(BrokerError) in try session.cancel(id, at: now) }
    }

    public func sweep(liveWorkers: Set<String>, at now: Timestamp) async throws(BrokerError) -> Int {
        var total = 0
        while true {
            let sweep = try await once(.sweep) { session throws(BrokerError) in
                try session.sweep(liveWorkers: liveWorkers, at: now)
            }
            total += sweep.count
            if !sweep.hasMore { return total }
        }
    }

    public func redrive(_ redrives: [Redrive], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await each(.redrive, redrives) { session, redrive throws(BrokerError) in
            try session.redrive(redrive, at: now)
        }
    }

    public func discard(_ letters: [Lock], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await each(.discard, letters) { session, letter throws(BrokerError) in try session.discard(letter, at: now) }
    }

    public func saveRecords(_ records: [RecordWrite], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await each(.save, records.map { Encoded($0, $0.value) }) { session, record throws(BrokerError) in
            try session.save(record, at: now)
        }
    }

    public func removeRecords(_ keys: [RecordKey], at now: Timestamp) async -> [Result<Bool, BrokerError>] {
        await each(.remove, keys) { session, key throws(BrokerError) in try session.remove(key) }
    }

    public func fire(_ firings: [Firing], at now: Timestamp) async -> [Result<Firing.Outcome, BrokerError>] {
        let encoded = firings.map { Encoded($0, $0.submission?.payload ?? .null) }
        return await each(.fire, encoded) { session, firing throws(BrokerError) in try session.fire(firing, at: now) }
    }

    public func retire(_ retention: Retention, at now: Timestamp) async throws(BrokerError) -> Retired {
        try await once(.retire) { session throws(BrokerError) in try session.retire(retention, at: now) }
    }

    public func changes(of kinds: Set<BrokerChange.Kind>) -> AsyncStream<BrokerChange> { feed.stream(of: kinds) }

    public func close() async {
        await writer.close()
    }

    public func lock(_ request: LockRequest, at now: Timestamp) async throws(BrokerError) -> LockAnswer {
        try await once(.lock) { session throws(BrokerError) in try session.lock(request, at: now) }
    }

    public func renew(_ locks: [Lock], at now: Timestamp) async -> [Result<Renewal, BrokerError>] {
        await each(.renew, locks) { session, lock throws(BrokerError) in try session.renew(lock, at: now) }
    }

    public func reserve(_ requests: [SpendRequest], at now: Timestamp) async -> [Result<Int64, BrokerError>] {
        await each(.reserve, requests) { session, request throws(BrokerError) in
            try session.reserve(request, at: now)
        }
    }

    public func checkpoint(_ checkpoints: [Checkpoint], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await each(.checkpoint, checkpoints.map { EncodedCheckpoint($0) }) { session, checkpoint throws(BrokerError) in
            try session.checkpoint(checkpoint, at: now)
        }
    }

    public func report(_ reports: [ProgressReport], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await each(.report, reports) { session, report throws(BrokerError) in try session.report(report, at: now) }
    }

    public func settle(_ settlements: [Settlement], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        let encoded = settlements.map { settlement in
            if case .complete(let result) = settlement.outcome {
                Encoded(settlement, result)
            } else {
                Encoded(settlement, .null)
            }
        }
        return await each(.settle, encoded) { session, settlement throws(BrokerError) in
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
        _ point: CrashPoint? = nil, _ body: @escaping @Sendable (WriteSession) throws(BrokerError) -> Value
    ) async throws(BrokerError) -> Value {
        let result: Result<Value, BrokerError> = await writer.write(failing: { .failure($0) }) { session in
            session.attempt(point) { () throws(BrokerError) in try body(session) }
        }
        return try result.get()
    }

    /// A batch whose items succeed or fail each by itself.
    private func each<Item: Sendable, Value: Sendable>(
        _ point: CrashPoint, _ items: [Item],
        _ body: @escaping @Sendable (WriteSession, Item) throws(BrokerError) -> Value
    ) async -> [Result<Value, BrokerError>] {
        await writer.write(failing: { error in items.map { _ in .failure(error) } }) { session in
            items.map { item in session.attempt(point) { () throws(BrokerError) in try body(session, item) } }
        }
    }
}
