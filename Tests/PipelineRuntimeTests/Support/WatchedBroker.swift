import Broker

/// Passes everything on to a store in memory, notes what is checkpointed, and can refuse to renew.
final class WatchedBroker: Broker {
    let store = InMemoryBroker()
    let checkpoints = Journal<Checkpoint>()
    let reports = Journal<ProgressReport>()
    /// Once open, renewals fail as if the disk did.
    let refusesRenewals = Gate()

    func configure(_ topology: Topology, at now: Timestamp) async throws(BrokerError) {
        try await store.configure(topology, at: now)
    }

    func submit(_ jobs: [JobSubmission], at now: Timestamp) async -> [Result<SubmissionReceipt, BrokerError>] {
        await store.submit(jobs, at: now)
    }

    func cancel(_ jobIDs: [String], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await store.cancel(jobIDs, at: now)
    }

    func sweep(at now: Timestamp) async throws(BrokerError) -> Int { try await store.sweep(at: now) }

    func changes() -> AsyncStream<BrokerChange> { store.changes() }

    func close() async { await store.close() }

    func lock(_ request: LockRequest, at now: Timestamp) async throws(BrokerError) -> LockAnswer {
        try await store.lock(request, at: now)
    }

    func renew(_ locks: [Lock], at now: Timestamp) async -> [Result<Renewal, BrokerError>] {
        guard !refusesRenewals.isOpen else { return locks.map { _ in .failure(BrokerError(.storage, "no disk")) } }
        return await store.renew(locks, at: now)
    }

    func checkpoint(_ checkpoints: [Checkpoint], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        let answers = await store.checkpoint(checkpoints, at: now)
        for (checkpoint, answer) in zip(checkpoints, answers) where (try? answer.get()) != nil {
            self.checkpoints.note(checkpoint)
        }
        return answers
    }

    func report(_ reports: [ProgressReport], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        for report in reports { self.reports.note(report) }
        return await store.report(reports, at: now)
    }

    func settle(_ settlements: [Settlement], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await store.settle(settlements, at: now)
    }

    func recordLate(_ results: [LateResult]) async throws(BrokerError) { try await store.recordLate(results) }

    func job(_ id: String) async throws(BrokerError) -> JobRecord? { try await store.job(id) }

    func jobs(_ query: JobQuery) async throws(BrokerError) -> [JobRecord] { try await store.jobs(query) }

    func steps(of jobID: String) async throws(BrokerError) -> [StepRecord] { try await store.steps(of: jobID) }

    func events(of jobID: String, after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord] {
        try await store.events(of: jobID, after: sequence, limit: limit)
    }

    func record(collection: String, id: String) async throws(BrokerError) -> RecordWrite? {
        try await store.record(collection: collection, id: id)
    }

    func definition(_ hash: String) async throws(BrokerError) -> Definition? { try await store.definition(hash) }

    func lateResults(of jobID: String) async throws(BrokerError) -> [LateResult] {
        try await store.lateResults(of: jobID)
    }
}
