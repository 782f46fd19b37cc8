public import JSONModel

/// A delivery that will not be tried again by itself.
public struct DeadLetter: Sendable, Hashable {
    /// The delivery with the fence of its last lock: redriving or discarding changes nothing if the letter has been
    /// redriven since it was read.
    public var lock: Lock
    public var jobID: String
    public var jobType: String
    public var creatorID: String?
    public var subscription: String
    /// The name of its pipeline.
    public var pipeline: String
    /// The hash of its pipeline.
    public var definition: String
    public var reason: String
    public var failure: FailureRecord
    public var cause: AttemptCause
    /// The same for all dead letters that died of the same thing; see ``Fingerprint``.
    public var fingerprint: String
    public var number: Int
    public var counts: AttemptCounts
    public var payload: JSONValue
    public var enqueuedAt: Timestamp
    public var diedAt: Timestamp

    public init(
        lock: Lock, jobID: String, jobType: String, creatorID: String?, subscription: String, pipeline: String,
        definition: String, reason: String, failure: FailureRecord, cause: AttemptCause, fingerprint: String,
        number: Int, counts: AttemptCounts, payload: JSONValue, enqueuedAt: Timestamp, diedAt: Timestamp
    ) {
        self.lock = lock
        self.jobID = jobID
        self.jobType = jobType
        self.creatorID = creatorID
        self.subscription = subscription
        self.pipeline = pipeline
        self.definition = definition
        self.reason = reason
        self.failure = failure
        self.cause = cause
        self.fingerprint = fingerprint
        self.number = number
        self.counts = counts
        self.payload = payload
        self.enqueuedAt = enqueuedAt
        self.diedAt = diedAt
    }
}

/// Which dead letters; what is `nil` is not asked for.
public struct DeadLetterQuery: Sendable, Hashable {
    public var subscription: String?
    /// Such as `MaxDeliveryCountExceeded`.
    public var reason: String?
    /// The code of the last failure.
    public var code: String?
    /// The name of the pipeline.
    public var pipeline: String?
    public var jobType: String?
    public var creatorID: String?
    public var jobID: String?
    public var fingerprint: String?
    public var diedBefore: Timestamp?
    /// That moment or later.
    public var diedAfter: Timestamp?
    /// Found in the failure's message or the payload's text, whatever the case of ASCII letters.
    public var text: String?
    /// Dead letters of deliveries made before this one, for the next page.
    public var before: Int64?
    public var limit: Int

    public init(subscription: String? = nil, reason: String? = nil, code: String? = nil, limit: Int = 50) {
        self.subscription = subscription
        self.reason = reason
        self.code = code
        self.limit = limit
    }
}

/// Dead letters that died of the same thing.
public struct DeadLetterGroup: Sendable, Hashable {
    public var fingerprint: String
    public var subscription: String
    public var reason: String
    public var code: String
    public var step: String?
    public var count: Int
    /// The failure of the newest one.
    public var message: String
    /// The job of the newest one.
    public var jobID: String
    public var firstDiedAt: Timestamp
    public var lastDiedAt: Timestamp

    public init(
        fingerprint: String, subscription: String, reason: String, code: String, step: String?, count: Int,
        message: String, jobID: String, firstDiedAt: Timestamp, lastDiedAt: Timestamp
    ) {
        self.fingerprint = fingerprint
        self.subscription = subscription
        self.reason = reason
        self.code = code
        self.step = step
        self.count = count
        self.message = message
        self.jobID = jobID
        self.firstDiedAt = firstDiedAt
        self.lastDiedAt = lastDiedAt
    }
}
