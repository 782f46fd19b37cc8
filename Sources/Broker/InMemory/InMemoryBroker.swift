import Synchronization

/// A broker that keeps everything in this process and forgets it at its end: the reference for the drivers, and the
/// store of tests.
public final class InMemoryBroker: Broker {
    private let state = Mutex(InMemoryState())
    private let feed = ChangeFeed()

    public init() {}

    public func configure(_ topology: Topology, at now: Timestamp) async throws(BrokerError) {
        try change { state throws(BrokerError) in try state.configure(topology, at: now) }.get()
    }

    public func submit(
        _ jobs: [JobSubmission], at now: Timestamp
    ) async -> [Result<SubmissionReceipt, BrokerError>] {
        each(jobs) { state, job throws(BrokerError) in try state.submit(job, at: now) }
    }

    public func cancel(_ jobIDs: [String], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        each(jobIDs) { state, id throws(BrokerError) in try state.cancel(id, at: now) }
    }

    public func sweep(liveWorkers: Set<String>, at now: Timestamp) async throws(BrokerError) -> Int {
        try change { state throws(BrokerError) in try state.sweep(liveWorkers: liveWorkers, at: now) }.get()
    }

    public func redrive(_ redrives: [Redrive], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        each(redrives) { state, redrive throws(BrokerError) in try state.redrive(redrive, at: now) }
    }

    public func discard(_ letters: [Lock], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        each(letters) { state, letter throws(BrokerError) in try state.discard(letter, at: now) }
    }

    public func saveRecords(_ records: [RecordWrite], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        each(records) { state, record throws(BrokerError) in state.save(record, at: now) }
    }

    public func removeRecords(_ keys: [RecordKey], at now: Timestamp) async -> [Result<Bool, BrokerError>] {
        each(keys) { state, key throws(BrokerError) in state.remove(key) }
    }

    public func fire(_ firings: [Firing], at now: Timestamp) async -> [Result<Firing.Outcome, BrokerError>] {
        each(firings) { state, firing throws(BrokerError) in try state.fire(firing, at: now) }
    }

    public func retire(_ retention: Retention, at now: Timestamp) async throws(BrokerError) -> Retired {
        try change { state throws(BrokerError) in state.retire(retention, at: now) }.get()
    }

    public func changes(of kinds: Set<BrokerChange.Kind>) -> AsyncStream<BrokerChange> { feed.stream(of: kinds) }

    public func close() async {
        state.withLock { $0.isClosed = true }
        feed.finish()
    }

    public func lock(_ request: LockRequest, at now: Timestamp) async throws(BrokerError) -> LockAnswer {
        try change { state throws(BrokerError) in try state.lock(request, at: now) }.get()
    }

    public func renew(_ locks: [Lock], at now: Timestamp) async -> [Result<Renewal, BrokerError>] {
        each(locks) { state, lock throws(BrokerError) in try state.renew(lock, at: now) }
    }

    public func reserve(_ requests: [SpendRequest], at now: Timestamp) async -> [Result<Int64, BrokerError>] {
        each(requests) { state, request throws(BrokerError) in try state.reserve(request, at: now) }
    }

    public func checkpoint(_ checkpoints: [Checkpoint], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        each(checkpoints) { state, checkpoint throws(BrokerError) in try state.checkpoint(checkpoint, at: now) }
    }

    public func report(_ reports: [ProgressReport], at now: Timestamp) async -> [Result<Void, BrokerError>] {
        each(reports) { state, report throws(BrokerError) in try state.report(report, at: now) }
    }

    public func settle(_ settlements: [Settlement], at now: Timestamp) async -> [Result<JobStatus, BrokerError>] {
        each(settlements) { state, settlement throws(BrokerError) in try state.settle(settlement, at: now) }
    }

    public func recordLate(_ results: [LateResult]) async throws(BrokerError) {
        try change { state throws(BrokerError) in state.recordLate(results) }.get()
    }

    public func job(_ id: String) async throws(BrokerError) -> JobRecord? {
        try read { state throws(BrokerError) in state.job(id) }
    }

    public func jobs(_ query: JobQuery) async throws(BrokerError) -> [JobRecord] {
        try read { state throws(BrokerError) in try state.jobs(query) }
    }

    public func steps(of jobID: String) async throws(BrokerError) -> [StepRecord] {
        try read { state throws(BrokerError) in state.steps(of: jobID) }
    }

    public func steps(ofDelivery id: Int64) async throws(BrokerError) -> [StepRecord] {
        try read { state throws(BrokerError) in state.steps(ofDelivery: id) }
    }

    public func events(
        of jobID: String, after sequence: Int64, limit: Int
    ) async throws(BrokerError) -> [EventRecord] {
        try read { state throws(BrokerError) in state.events(of: jobID, after: sequence, limit: limit) }
    }

    public func record(collection: String, id: String) async throws(BrokerError) -> RecordWrite? {
        try read { state throws(BrokerError) in state.record(collection: collection, id: id) }
    }

    public func records(
        collection: String, after id: String?, limit: Int
    ) async throws(BrokerError) -> [RecordWrite] {
        try read { state throws(BrokerError) in state.records(collection: collection, after: id, limit: limit) }
    }

    public func cached(_ key: String, at now: Timestamp) async throws(BrokerError) -> CacheEntry? {
        try read { state throws(BrokerError) in state.cached(key, at: now) }
    }

    public func costs(_ query: CostQuery) async throws(BrokerError) -> [CostLine] {
        try read { state throws(BrokerError) in state.costs(query) }
    }

    public func jobFigures(since moment: Timestamp) async throws(BrokerError) -> [JobFigure] {
        try read { state throws(BrokerError) in state.jobFigures(since: moment) }
    }

    public func definition(_ hash: String) async throws(BrokerError) -> Definition? {
        try read { state throws(BrokerError) in state.definitions[hash] }
    }

    public func lateResults(of jobID: String) async throws(BrokerError) -> [LateResult] {
        try read { state throws(BrokerError) in state.lateResults[jobID] ?? [] }
    }

    public func deliveries(of jobID: String) async throws(BrokerError) -> [DeliveryRecord] {
        try read { state throws(BrokerError) in state.deliveries(of: jobID) }
    }

    public func events(after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord] {
        try read { state throws(BrokerError) in state.events(after: sequence, limit: limit) }
    }

    public func deadLetters(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetter] {
        try read { state throws(BrokerError) in state.deadLetters(query) }
    }

    public func deadLetterCount(_ query: DeadLetterQuery) async throws(BrokerError) -> Int {
        try read { state throws(BrokerError) in state.deadLetterCount(query) }
    }

    public func deadLetterGroups(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetterGroup] {
        try read { state throws(BrokerError) in state.deadLetterGroups(query) }
    }

    public func counts() async throws(BrokerError) -> [SubscriptionCounts] {
        try read { state throws(BrokerError) in state.counts() }
    }

    public func schedules() async throws(BrokerError) -> [ScheduleState] {
        try read { state throws(BrokerError) in state.schedules.values.map(\.state).sorted { $0.name < $1.name } }
    }

    public func audit() async throws(BrokerError) -> [AuditFinding] {
        try read { state throws(BrokerError) in state.audit() }
    }
}

extension InMemoryBroker {
    private func read<Value: Sendable>(
        _ question: (InMemoryState) throws(BrokerError) -> Value
    ) throws(BrokerError) -> Value {
        try state.withLock { state throws(BrokerError) in
            guard !state.isClosed else { throw .closed }
            return try question(state)
        }
    }

    /// Runs one transition, then sends its hints outside the lock. A transition that throws leaves no trace.
    private func change<Value: Sendable>(
        _ transition: (inout InMemoryState) throws(BrokerError) -> Value
    ) -> Result<Value, BrokerError> {
        each([()]) { state, _ throws(BrokerError) in try transition(&state) }[0]
    }

    private func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ transition: (inout InMemoryState, Item) throws(BrokerError) -> Value
    ) -> [Result<Value, BrokerError>] {
        let (results, hints) = state.withLock { state in
            let results = items.map { item in
                state.attempt { state throws(BrokerError) in try transition(&state, item) }
            }
            return (results, state.takeHints())
        }
        feed.send(hints)
        return results
    }
}
