import Broker

/// Passes everything on to a store in memory, notes what is checkpointed, and can refuse to renew.
final class WatchedBroker: Broker {
    let store = InMemoryBroker()
    let locks = Journal<LockRequest>()
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

    func sweep(liveWorkers: Set<String>, at now: Timestamp) async throws(BrokerError) -> Int {
        try await store.sweep(liveWorkers: liveWorkers, at: now)
    }

    func redrive(_ redrives: [Redrive], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await store.redrive(redrives, at: now)
    }

    func discard(_ letters: [Lock], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await store.discard(letters, at: now)
    }

    func saveRecords(_ records: [RecordWrite], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await store.saveRecords(records, at: now)
    }

    func removeRecords(_ keys: [RecordKey], at now: Timestamp) async -> [Result<Bool, BrokerError>] {
        await store.removeRecords(keys, at: now)
    }

    func fire(_ firings: [Firing], at now: Timestamp) async -> [Result<Firing.Outcome, BrokerError>] {
        await store.fire(firings, at: now)
    }

    func retire(_ retention: Retention, at now: Timestamp) async throws(BrokerError) -> Retired {
        try await store.retire(retention, at: now)
    }

    func changes(of kinds: Set<BrokerChange.Kind>) -> AsyncStream<BrokerChange> { store.changes(of: kinds) }

    func close() async { await store.close() }

    func lock(_ request: LockRequest, at now: Timestamp) async throws(BrokerError) -> LockAnswer {
        locks.note(request)
        return try await store.lock(request, at: now)
    }

    func renew(_ locks: [Lock], at now: Timestamp) async -> [Result<Renewal, BrokerError>] {
        guard !refusesRenewals.isOpen else { return locks.map { _ in .failure(BrokerError(.storage, "no disk")) } }
        return await store.renew(locks, at: now)
    }

    func reserve(_ requests: [SpendRequest], at now: Timestamp) async -> [Result<Int64, BrokerError>] {
        await store.reserve(requests, at: now)
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
    func steps(ofDelivery id: Int64) async throws(BrokerError) -> [StepRecord] {
        try await store.steps(ofDelivery: id)
    }

    func events(of jobID: String, after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord] {
        try await store.events(of: jobID, after: sequence, limit: limit)
    }

    func record(collection: String, id: String) async throws(BrokerError) -> RecordWrite? {
        try await store.record(collection: collection, id: id)
    }

    func records(
        collection: String, after id: String?, limit: Int
    ) async throws(BrokerError) -> [RecordWrite] {
        try await store.records(collection: collection, after: id, limit: limit)
    }

    func cached(_ key: String, at now: Timestamp) async throws(BrokerError) -> CacheEntry? {
        try await store.cached(key, at: now)
    }

    func costs(_ query: CostQuery) async throws(BrokerError) -> [CostLine] { try await store.costs(query) }

    func jobFigures(since moment: Timestamp) async throws(BrokerError) -> [JobFigure] {
        try await store.jobFigures(since: moment)
    }

    func definition(_ hash: String) async throws(BrokerError) -> Definition? { try await store.definition(hash) }

    func lateResults(of jobID: String) async throws(BrokerError) -> [LateResult] {
        try await store.lateResults(of: jobID)
    }

    func deliveries(of jobID: String) async throws(BrokerError) -> [DeliveryRecord] {
        try await store.deliveries(of: jobID)
    }

    func events(after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord] {
        try await store.events(after: sequence, limit: limit)
    }

    func deadLetters(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetter] {
        try await store.deadLetters(query)
    }

    func deadLetterCount(_ query: DeadLetterQuery) async throws(BrokerError) -> Int {
        try await store.deadLetterCount(query)
    }

    func deadLetterGroups(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetterGroup] {
        try await store.deadLetterGroups(query)
    }

    func counts() async throws(BrokerError) -> [SubscriptionCounts] { try await store.counts() }

    func schedules() async throws(BrokerError) -> [ScheduleState] { try await store.schedules() }

    func audit() async throws(BrokerError) -> [AuditFinding] { try await store.audit() }
}
