/// What the runtime needs of a store: the database is the broker.
///
/// Calls are batches by nature: a driver runs everything that waits in one transaction and commits once. Each item of
/// a batch succeeds or fails by itself. A call returns after its commit is on disk.
///
/// `now` is an argument of every call that compares times, so that one clock decides: the caller's for an embedded
/// store, the database's own where many machines share one.
public protocol Broker: AttemptBroker, BrokerReader {
    /// Puts the subscriptions and definitions in force. Waiting deliveries of subscriptions that are gone stay.
    func configure(_ topology: Topology, at now: Timestamp) async throws(BrokerError)

    /// Stores jobs with their messages and one delivery for each subscription that takes them, and publishes
    /// `job.submitted`.
    ///
    /// Errors of an item: `unroutable`, `unknown_subscription`, `idempotency_conflict`, `duplicate_id`, `store_full`.
    func submit(_ jobs: [JobSubmission], at now: Timestamp) async -> [Result<SubmissionReceipt, BrokerError>]

    /// Cancels jobs: at once where no worker holds the delivery, otherwise by telling the worker.
    ///
    /// Returns the status each job has then. Cancelling a cancelled job again succeeds.
    /// Errors of an item: `not_found`, `job_ended`.
    func cancel(_ jobIDs: [String], at now: Timestamp) async -> [Result<JobStatus, BrokerError>]

    /// Takes back locks whose time is over and dead-letters what has expired.
    /// - Parameter liveWorkers: a lock of theirs counts as `lock_lost`, any other as `worker_died`.
    /// - Returns: how many deliveries it changed.
    func sweep(liveWorkers: Set<String>, at now: Timestamp) async throws(BrokerError) -> Int

    /// Puts dead letters back into their subscriptions and publishes `job.redriven`.
    ///
    /// Returns the status each job has then. Errors of an item: `not_found` if that letter is there no more, or has
    /// died again since it was read.
    func redrive(_ redrives: [Redrive], at now: Timestamp) async -> [Result<JobStatus, BrokerError>]

    /// Gives dead letters up. Their jobs stay `failed` or `timeout`. Errors of an item: as for ``redrive(_:at:)``.
    func discard(_ letters: [Lock], at now: Timestamp) async -> [Result<Void, BrokerError>]

    /// Stores records outside of any job; older values of their ids are replaced.
    func saveRecords(_ records: [RecordWrite], at now: Timestamp) async -> [Result<Void, BrokerError>]

    /// Removes records, and says of each whether it was there.
    func removeRecords(_ keys: [RecordKey], at now: Timestamp) async -> [Result<Bool, BrokerError>]

    /// Turns instants of schedules into jobs, each instant once. Errors of an item: `not_found` for a schedule the
    /// topology does not name, and those of ``submit(_:at:)``.
    func fire(_ firings: [Firing], at now: Timestamp) async -> [Result<Firing.Outcome, BrokerError>]

    /// Removes a small batch of what is older than the retention allows.
    func retire(_ retention: Retention, at now: Timestamp) async throws(BrokerError) -> Retired

    /// Hints that something of these kinds changed. They may be missed or repeated: polling is the truth.
    func changes(of kinds: Set<BrokerChange.Kind>) -> AsyncStream<BrokerChange>

    /// Finishes what waits and closes the store.
    func close() async
}

extension Broker {
    /// Hints of every kind.
    public func changes() -> AsyncStream<BrokerChange> { changes(of: Set(BrokerChange.Kind.allCases)) }
}

/// The calls a worker makes. Each write carries the attempt's lock and changes nothing when it is stale (`lock_lost`).
public protocol AttemptBroker: Sendable {
    /// Locks ready deliveries, oldest first. The first lock of a job publishes `job.started`, each later one
    /// `job.resumed`.
    func lock(_ request: LockRequest, at now: Timestamp) async throws(BrokerError) -> LockAnswer

    /// Sets the locks' time to `now` plus the full length.
    func renew(_ locks: [Lock], at now: Timestamp) async -> [Result<Renewal, BrokerError>]

    /// Sets money aside for calls, before they are made, and answers a number for each reservation. It counts in full
    /// until a checkpoint settles it; one that is open when its lock ends counts as spent.
    ///
    /// Errors of an item: `lock_lost`, `budget_exceeded`.
    func reserve(_ requests: [SpendRequest], at now: Timestamp) async -> [Result<Int64, BrokerError>]

    /// Stores finished steps with their events, records and costs, and publishes `step.completed`, `step.skipped` or
    /// `step.failed`. Errors of an item: `not_found` for the settlement of a reservation that is not open.
    func checkpoint(_ checkpoints: [Checkpoint], at now: Timestamp) async -> [Result<Void, BrokerError>]

    /// Stores progress and publishes `job.progress`.
    func report(_ reports: [ProgressReport], at now: Timestamp) async -> [Result<Void, BrokerError>]

    /// Ends locks and publishes what became of the jobs: `job.completed`, `job.retrying`, `job.failed`, `job.timeout`
    /// or `job.cancelled`; `job.released` when an attempt is given back.
    /// - Returns: the status each job has then.
    func settle(_ settlements: [Settlement], at now: Timestamp) async -> [Result<JobStatus, BrokerError>]

    /// Keeps results that came too late. They change nothing else.
    func recordLate(_ results: [LateResult]) async throws(BrokerError)
}

/// The questions anybody may ask. Readers never write.
public protocol BrokerReader: Sendable {
    func job(_ id: String) async throws(BrokerError) -> JobRecord?
    /// Newest first.
    func jobs(_ query: JobQuery) async throws(BrokerError) -> [JobRecord]
    /// In the order they ended.
    func steps(of jobID: String) async throws(BrokerError) -> [StepRecord]
    /// Those of one of its deliveries, in the order they ended.
    func steps(ofDelivery id: Int64) async throws(BrokerError) -> [StepRecord]
    /// In order of their sequence.
    func events(of jobID: String, after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord]
    func record(collection: String, id: String) async throws(BrokerError) -> RecordWrite?
    /// A page of a collection, in order of the ids' UTF-8.
    func records(
        collection: String, after id: String?, limit: Int
    ) async throws(BrokerError) -> [RecordWrite]
    /// What is kept under that key and has not expired.
    func cached(_ key: String, at now: Timestamp) async throws(BrokerError) -> CacheEntry?
    /// The largest first; days in their order.
    func costs(_ query: CostQuery) async throws(BrokerError) -> [CostLine]
    /// Of the jobs that ended at that moment or later, by type and status.
    func jobFigures(since moment: Timestamp) async throws(BrokerError) -> [JobFigure]
    func definition(_ hash: String) async throws(BrokerError) -> Definition?
    func lateResults(of jobID: String) async throws(BrokerError) -> [LateResult]
    /// In the order of their subscriptions.
    func deliveries(of jobID: String) async throws(BrokerError) -> [DeliveryRecord]
    /// The events of all jobs, in order of their sequence.
    func events(after sequence: Int64, limit: Int) async throws(BrokerError) -> [EventRecord]
    /// Newest deliveries first.
    func deadLetters(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetter]
    /// How many dead letters the query finds, whatever its limit.
    func deadLetterCount(_ query: DeadLetterQuery) async throws(BrokerError) -> Int
    /// The largest group first.
    func deadLetterGroups(_ query: DeadLetterQuery) async throws(BrokerError) -> [DeadLetterGroup]
    /// Of every subscription that ever had a delivery, by name.
    func counts() async throws(BrokerError) -> [SubscriptionCounts]
    /// By name.
    func schedules() async throws(BrokerError) -> [ScheduleState]
    /// What is wrong in the store; nothing, if all promises were kept. Reads everything.
    func audit() async throws(BrokerError) -> [AuditFinding]
}

/// Which jobs to list.
public struct JobQuery: Sendable, Hashable {
    public var status: JobStatus?
    public var jobType: String?
    public var creatorID: String?
    /// Where the job's message was published.
    public var topic: String?
    /// The job that published it.
    public var parentID: String?
    /// Jobs made before this job, for the next page; `not_found` if there is no such job.
    public var before: String?
    public var limit: Int

    public init(
        status: JobStatus? = nil, jobType: String? = nil, creatorID: String? = nil, topic: String? = nil,
        parentID: String? = nil, before: String? = nil, limit: Int = 50
    ) {
        self.status = status
        self.jobType = jobType
        self.creatorID = creatorID
        self.topic = topic
        self.parentID = parentID
        self.before = before
        self.limit = limit
    }
}

/// What a hint is about.
public enum BrokerChange: Sendable, Hashable {
    /// A delivery of that subscription may be ready.
    case ready(subscription: String)
    /// Somebody cancelled a job whose delivery is locked.
    case cancelling(Lock)
    /// A job has new events.
    case events(jobID: String)

    public enum Kind: Sendable, CaseIterable {
        case ready, cancelling, events
    }

    public var kind: Kind {
        switch self {
        case .ready: .ready
        case .cancelling: .cancelling
        case .events: .events
        }
    }
}
