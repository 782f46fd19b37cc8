/// One message's copy in one subscription, as it stands.
public struct DeliveryRecord: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        /// Its time has not come: it was submitted for later, or waits before it is tried again.
        case scheduled
        /// Waits for a worker, or for its key; see ``waitsFor``.
        case ready
        case locked
        case completed
        /// A dead letter.
        case dead
        /// A dead letter that somebody gave up.
        case discarded
        case cancelled
    }

    /// The delivery and the fence of its latest lock.
    public var lock: Lock
    public var jobID: String
    public var subscription: String
    /// The hash of its pipeline.
    public var definition: String
    public var state: State
    /// Which delivery of this message the latest is; 0 before the first.
    public var number: Int
    public var counts: AttemptCounts
    public var readyAt: Timestamp
    public var expiresAt: Timestamp?
    public var lockedUntil: Timestamp?
    public var worker: String?
    public var waitsFor: KeyWait?
    /// The deliveries that hold the key it waits for.
    public var holders: [Holder]
    public var reason: String?
    public var failure: FailureRecord?

    /// Who holds a key.
    public struct Holder: Sendable, Hashable {
        public let jobID: String
        public let lockedUntil: Timestamp

        public init(jobID: String, lockedUntil: Timestamp) {
            self.jobID = jobID
            self.lockedUntil = lockedUntil
        }
    }

    public init(
        lock: Lock, jobID: String, subscription: String, definition: String, state: State, number: Int,
        counts: AttemptCounts, readyAt: Timestamp, expiresAt: Timestamp?, lockedUntil: Timestamp?, worker: String?,
        waitsFor: KeyWait?, holders: [Holder], reason: String?, failure: FailureRecord?
    ) {
        self.lock = lock
        self.jobID = jobID
        self.subscription = subscription
        self.definition = definition
        self.state = state
        self.number = number
        self.counts = counts
        self.readyAt = readyAt
        self.expiresAt = expiresAt
        self.lockedUntil = lockedUntil
        self.worker = worker
        self.waitsFor = waitsFor
        self.holders = holders
        self.reason = reason
        self.failure = failure
    }
}

/// How many deliveries of a subscription are where.
///
/// What came in is either still there or was removed by retention: `delivered` is the sum of all other counts.
public struct SubscriptionCounts: Sendable, Hashable {
    public var subscription: String
    public var delivered = 0
    public var scheduled = 0
    /// Due and held back by nothing but the number of workers.
    public var ready = 0
    /// Due, and waiting for a key.
    public var waiting = 0
    public var locked = 0
    public var completed = 0
    public var cancelled = 0
    public var dead = 0
    public var discarded = 0
    public var removed = 0
    /// Since when the oldest delivery that is due waits.
    public var oldestReadyAt: Timestamp?

    public init(subscription: String) {
        self.subscription = subscription
    }

    /// What is missing (positive) or too much; 0 as long as the conservation law holds.
    public var difference: Int {
        delivered - scheduled - ready - waiting - locked - completed - cancelled - dead - discarded - removed
    }
}
