import Broker
import JSONModel

/// A broker with a mistake: a random history must find it.
struct ForgetfulBroker: Broker {
    enum Mistake: String, CaseIterable {
        /// It takes every worker for dead.
        case workers
        /// It forgets when a retry may start.
        case moments
        /// It hands out what is left of the previous call's wishes: a limit of one more.
        case limits
        /// It cannot count what is there.
        case counts
        /// It sets too little aside.
        case money
        /// It takes what is cached for spent.
        case hits
    }

    let mistake: Mistake
    private let inner = InMemoryBroker()

    init(_ mistake: Mistake) {
        self.mistake = mistake
    }

    func sweep(liveWorkers: Set<String>, at now: Timestamp) async throws(BrokerError) -> Int {
        try await inner.sweep(liveWorkers: mistake == .workers ? [] : liveWorkers, at: now)
    }

    func settle(_ settlements: [Settlement], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        guard mistake == .moments else { return await inner.settle(settlements, at: now) }
        let hasty = settlements.map { settlement in
            guard case .retry(let failure, let cause, _) = settlement.outcome else { return settlement }
            return Settlement(lock: settlement.lock, outcome: .retry(failure, cause: cause, notBefore: nil))
        }
        return await inner.settle(hasty, at: now)
    }

    func lock(_ request: LockRequest, at now: Timestamp) async throws(BrokerError) -> LockAnswer {
        var request = request
        if mistake == .limits { request.limit += 1 }
        return try await inner.lock(request, at: now)
    }

    func reserve(_ requests: [SpendRequest], at now: Timestamp) async -> [Result<Int64, BrokerError>] {
        var requests = requests
        if mistake == .money { for index in requests.indices { requests[index].most = .zero } }
        return await inner.reserve(requests, at: now)
    }

    func costs(_ query: CostQuery) async throws(BrokerError) -> [CostLine] {
        var lines = try await inner.costs(query)
        if mistake == .hits { for index in lines.indices { lines[index].hits = 0 } }
        return lines
    }

    func counts() async throws(BrokerError) -> [SubscriptionCounts] {
        var counts = try await inner.counts()
        if mistake == .counts { for index in counts.indices { counts[index].dead = 0 } }
        return counts
    }
}

extension ForgetfulBroker {
    func configure(_ topology: Topology, at now: Timestamp) async throws(BrokerError) {
        try await inner.configure(topology, at: now)
    }
    func submit(_ jobs: [JobSubmission], at now: Timestamp) async -> [Result<SubmissionReceipt, BrokerError>] {
        await inner.submit(jobs, at: now)
    }
    func cancel(_ jobIDs: [String], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await inner.cancel(jobIDs, at: now)
    }
    func redrive(_ redrives: [Redrive], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        await inner.redrive(redrives, at: now)
    }
    func discard(_ letters: [Lock], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await inner.discard(letters, at: now)
    }
    func fire(_ firings: [Firing], at now: Timestamp) async -> [Result<Firing.Outcome, BrokerError>] {
        await inner.fire(firings, at: now)
    }
    func retire(_ retention: Retention, at now: Timestamp) async throws(BrokerError) -> Retired {
        try await inner.retire(retention, at: now)
    }
    func changes(of kinds: Set<BrokerChange.Kind>) -> AsyncStream<BrokerChange> { inner.changes(of: kinds) }
    func close() async { await inner.close() }
    func renew(_ locks: [Lock], at now: Timestamp) async -> [Result<Renewal, BrokerError>] {
        await inner.renew(locks, at: now)
    }
    func checkpoint(_ checkpoints: [Checkpoint], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await inner.checkpoint(checkpoints, at: now)
    }
    func report(_ reports: [ProgressReport], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await inner.report(reports, at: now)
    }
    func recordLate(_ results: [LateResult]) async throws(BrokerError) { try await inner.recordLate(results) }
}

extension ForgetfulBroker {
    func job(_ id: String) async throws(BrokerError) -> JobRecord? { try await inner.job(id) }
    func jobs(_ query: JobQuery) async throws(BrokerError) -> [JobRecord] { try await inner.jobs(query) }
    func steps(of jobID: String) async throws(BrokerError) -> [StepRecord] { try await inner.steps(of: jobID) }
    func steps(ofDelivery id: Int64) async throws(BrokerError) -> [StepRecord] {
        try await inner.steps(ofDelivery: id)
    }
    func events(of jobID: String, after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord] {
        try await inner.events(of: jobID, after: sequence, limit: limit)
    }
    func record(collection: String, id: String) async throws(BrokerError) -> RecordWrite? {
        try await inner.record(collection: collection, id: id)
    }
    func definition(_ hash: String) async throws(BrokerError) -> Definition? { try await inner.definition(hash) }
    func lateResults(of jobID: String) async throws(BrokerError) -> [LateResult] {
        try await inner.lateResults(of: jobID)
    }
    func deliveries(of jobID: String) async throws(BrokerError) -> [DeliveryRecord] {
        try await inner.deliveries(of: jobID)
    }
    func events(after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord] {
        try await inner.events(after: sequence, limit: limit)
    }
    func deadLetters(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetter] {
        try await inner.deadLetters(query)
    }
    func deadLetterCount(_ query: DeadLetterQuery) async throws(BrokerError) -> Int {
        try await inner.deadLetterCount(query)
    }
    func deadLetterGroups(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetterGroup] {
        try await inner.deadLetterGroups(query)
    }
    func schedules() async throws(BrokerError) -> [ScheduleState] { try await inner.schedules() }
    func audit() async throws(BrokerError) -> [AuditFinding] { try await inner.audit() }
}

extension ForgetfulBroker {
    func saveRecords(_ records: [RecordWrite], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        await inner.saveRecords(records, at: now)
    }

    func removeRecords(_ keys: [RecordKey], at now: Timestamp) async -> [Result<Bool, BrokerError>] {
        await inner.removeRecords(keys, at: now)
    }

    func records(
        collection: String, after id: String?, limit: Int
    ) async throws(BrokerError) -> [RecordWrite] {
        try await inner.records(collection: collection, after: id, limit: limit)
    }

    func cached(_ key: String, at now: Timestamp) async throws(BrokerError) -> CacheEntry? {
        try await inner.cached(key, at: now)
    }

    func jobFigures(since moment: Timestamp) async throws(BrokerError) -> [JobFigure] {
        try await inner.jobFigures(since: moment)
    }
}
