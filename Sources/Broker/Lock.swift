public import JSONModel

/// The right to write for one attempt of a delivery.
public struct Lock: Sendable, Hashable {
    public let deliveryID: Int64
    /// Grows with every lock of the delivery; a write with an older one changes nothing.
    public let fence: Int64

    public init(deliveryID: Int64, fence: Int64) {
        self.deliveryID = deliveryID
        self.fence = fence
    }
}

/// What a worker asks for.
public struct LockRequest: Sendable, Hashable {
    public var subscription: String
    /// At most so many deliveries.
    public var limit: Int
    /// A random value per process start: host names and process ids come back, this does not.
    public var worker: String
    /// Only this job's delivery, for `millrace run`.
    public var jobID: String?

    public init(subscription: String, limit: Int, worker: String, jobID: String? = nil) {
        self.subscription = subscription
        self.limit = limit
        self.worker = worker
        self.jobID = jobID
    }
}

/// A delivery a worker holds, with all it needs to run it.
public struct LockedDelivery: Sendable, Hashable {
    public let lock: Lock
    public let lockedUntil: Timestamp
    /// Which delivery of this message it is; the first is 1.
    public let number: Int
    /// Its status is `processing`.
    public let job: JobRecord
    public let attributes: [String: JSONValue]
    /// What earlier attempts finished.
    public let steps: [StepRecord]

    public init(
        lock: Lock, lockedUntil: Timestamp, number: Int, job: JobRecord, attributes: [String: JSONValue],
        steps: [StepRecord]
    ) {
        self.lock = lock
        self.lockedUntil = lockedUntil
        self.number = number
        self.job = job
        self.attributes = attributes
        self.steps = steps
    }
}

/// What a lock call found.
public struct LockAnswer: Sendable, Hashable {
    public let deliveries: [LockedDelivery]
    /// When the next delivery of the subscription becomes ready, if one waits; `nil` if more may be ready now or none waits.
    public let nextReadyAt: Timestamp?

    public init(deliveries: [LockedDelivery], nextReadyAt: Timestamp?) {
        self.deliveries = deliveries
        self.nextReadyAt = nextReadyAt
    }
}

/// What a renewal says.
public struct Renewal: Sendable, Hashable {
    public let lockedUntil: Timestamp
    /// Somebody cancelled the job: abort the attempt.
    public let isCancelling: Bool

    public init(lockedUntil: Timestamp, isCancelling: Bool) {
        self.lockedUntil = lockedUntil
        self.isCancelling = isCancelling
    }
}
