public import JSONModel

/// An event a step publishes.
public struct NewEvent: Sendable, Hashable {
    public let type: String
    public let data: JSONValue

    public init(type: String, data: JSONValue) {
        self.type = type
        self.data = data
    }
}

/// A value for an embedded collection.
public struct RecordWrite: Sendable, Hashable {
    public let collection: String
    public let id: String
    public let value: JSONValue

    public init(collection: String, id: String, value: JSONValue) {
        self.collection = collection
        self.id = id
        self.value = value
    }
}

/// A finished step with everything it leaves behind: stored in one transaction or not at all.
public struct Checkpoint: Sendable, Hashable {
    public var lock: Lock
    public var step: StepRecord
    public var events: [NewEvent]
    public var records: [RecordWrite]
    /// What was used up, as JSON objects; kept with the step.
    public var costs: [JSONValue]
    /// Jobs the step publishes. One that nobody takes, or whose id exists, fails the checkpoint.
    public var messages: [JobSubmission]
    /// The job's progress from now on, 0 to 100; `nil` leaves it.
    public var progress: Int?
    /// What calls did cost that money was reserved for under this lock.
    public var spends: [SpendSettlement]
    /// Keeps the step's output for other jobs.
    public var cacheWrite: CacheWrite?
    /// The step's output comes from the entry of this key: counts the hit, and what it saved.
    public var cacheHit: String?

    public init(
        lock: Lock, step: StepRecord, events: [NewEvent] = [], records: [RecordWrite] = [], costs: [JSONValue] = [],
        messages: [JobSubmission] = [], progress: Int? = nil, spends: [SpendSettlement] = [],
        cacheWrite: CacheWrite? = nil, cacheHit: String? = nil
    ) {
        self.lock = lock
        self.step = step
        self.events = events
        self.records = records
        self.costs = costs
        self.messages = messages
        self.progress = progress
        self.spends = spends
        self.cacheWrite = cacheWrite
        self.cacheHit = cacheHit
    }
}

/// How far a running attempt is.
public struct ProgressReport: Sendable, Hashable {
    public var lock: Lock
    /// 0 to 100; never lowers what is stored.
    public var progress: Int
    public var step: String
    public var note: String?

    public init(lock: Lock, progress: Int, step: String, note: String? = nil) {
        self.lock = lock
        self.progress = progress
        self.step = step
        self.note = note
    }
}

/// How an attempt ended.
public struct Settlement: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// The job is `completed`.
        case complete(result: JSONValue)
        /// Try again by the subscription's backoff, or not before `notBefore` if that is later. The failure that
        /// reaches the limit of deliveries dead-letters with `MaxDeliveryCountExceeded`.
        case retry(FailureRecord, cause: AttemptCause, notBefore: Timestamp?)
        /// Give the attempt back: ready at once, and it does not count.
        case release
        /// No further try by itself: the job is `failed`, or `timeout` when the cause says so.
        case deadLetter(reason: String, FailureRecord, cause: AttemptCause)
        /// The job is `cancelled`.
        case cancel
    }

    public var lock: Lock
    public var outcome: Outcome

    public init(lock: Lock, outcome: Outcome) {
        self.lock = lock
        self.outcome = outcome
    }
}

/// Why an attempt did not complete; each is counted by itself.
public enum AttemptCause: String, Sendable, Codable, CaseIterable {
    case failed
    case timedOut = "timed_out"
    case workerDied = "worker_died"
    case lockLost = "lock_lost"
}

/// The reasons of dead letters that the broker itself gives.
public enum DeadLetterReason {
    public static let maxDeliveryCount = "MaxDeliveryCountExceeded"
    public static let expired = "TTLExpiredException"
    /// The pipeline failed in a way that another try does not change.
    public static let permanentFailure = "PermanentFailure"
    /// The job has killed its worker too often.
    public static let workerKilled = "WorkerKilled"
    /// A call would have cost more than a budget holds.
    public static let budgetExceeded = "BudgetExceeded"
    /// The message is the offspring of too many jobs that published one another; see ``Topic/hopLimit``.
    public static let maxHops = "MaxTransferHopCountExceeded"
}

/// A result that came after its attempt had ended: refused, and kept for the record.
public struct LateResult: Sendable, Hashable {
    public var jobID: String
    public var stepID: String
    /// The try of the step.
    public var attempt: Int
    public var fence: Int64
    /// `completed`, or the code of its failure.
    public var outcome: String
    public var receivedAt: Timestamp

    public init(jobID: String, stepID: String, attempt: Int, fence: Int64, outcome: String, receivedAt: Timestamp) {
        self.jobID = jobID
        self.stepID = stepID
        self.attempt = attempt
        self.fence = fence
        self.outcome = outcome
        self.receivedAt = receivedAt
    }
}
