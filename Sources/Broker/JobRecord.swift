public import JSONModel

/// A job as it is stored.
///
/// A job that several subscriptions took goes on while any of its deliveries does; then a dead letter outweighs a
/// cancelled delivery, and that a completed one. The first subscription's output is its result.
public struct JobRecord: Sendable, Hashable {
    public var id: String
    public var jobType: String
    public var creatorID: String?
    public var payload: JSONValue
    public var status: JobStatus
    /// The pipeline's output, once completed.
    public var result: JSONValue?
    /// Why the last attempt did not succeed; kept after a later one did.
    public var failure: FailureRecord?
    /// From 0 to 100.
    public var progress: Int
    /// The delivery's number of the latest attempt; 0 before the first.
    public var attempt: Int
    /// The hash of the definition it runs by.
    public var definition: String
    public var subscription: String
    /// Somebody wants it cancelled and the worker has not yet ended the attempt.
    public var isCancelling: Bool
    public var createdAt: Timestamp
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?
    /// When a delivery that waits becomes ready.
    public var readyAt: Timestamp?
    /// Where its message was published.
    public var topic: String
    /// The job that published it.
    public var parentID: String?

    public init(
        id: String, jobType: String, creatorID: String?, payload: JSONValue, status: JobStatus = .pending,
        result: JSONValue? = nil, failure: FailureRecord? = nil, progress: Int = 0, attempt: Int = 0,
        definition: String, subscription: String, isCancelling: Bool = false, createdAt: Timestamp,
        startedAt: Timestamp? = nil, endedAt: Timestamp? = nil, readyAt: Timestamp? = nil, topic: String = Topic.jobs,
        parentID: String? = nil
    ) {
        self.id = id
        self.jobType = jobType
        self.creatorID = creatorID
        self.payload = payload
        self.status = status
        self.result = result
        self.failure = failure
        self.progress = progress
        self.attempt = attempt
        self.definition = definition
        self.subscription = subscription
        self.isCancelling = isCancelling
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.readyAt = readyAt
        self.topic = topic
        self.parentID = parentID
    }
}

/// Why something did not succeed.
public struct FailureRecord: Sendable, Hashable, Codable {
    /// Stable, lower snake case.
    public let code: String
    public let message: String
    /// The step that failed; `nil` if no step did.
    public let step: String?
    /// Facts for machines.
    public let details: JSONValue

    public init(code: String, message: String, step: String? = nil, details: JSONValue = .null) {
        self.code = code
        self.message = message
        self.step = step
        self.details = details
    }
}

/// One step of a job as it is stored; the latest try counts.
public struct StepRecord: Sendable, Hashable {
    public enum Status: String, Sendable, Codable, CaseIterable {
        case completed, skipped, failed
    }

    public var stepID: String
    public var status: Status
    public var output: JSONValue
    public var failure: FailureRecord?
    /// How many tries there were; the first is 1.
    public var attempt: Int
    /// The delivery attempt it was recorded in.
    public var delivery: Int
    public var startedAt: Timestamp
    public var endedAt: Timestamp

    public init(
        stepID: String, status: Status, output: JSONValue = .null, failure: FailureRecord? = nil, attempt: Int,
        delivery: Int, startedAt: Timestamp, endedAt: Timestamp
    ) {
        self.stepID = stepID
        self.status = status
        self.output = output
        self.failure = failure
        self.attempt = attempt
        self.delivery = delivery
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}

/// A fact about a job, as it is stored and published.
public struct EventRecord: Sendable, Hashable {
    /// Grows over the whole store; readers resume from it.
    public let sequence: Int64
    public let jobID: String
    /// Such as `job.completed` or `video.analysed`.
    public let type: String
    public let data: JSONValue
    public let time: Timestamp

    public init(sequence: Int64, jobID: String, type: String, data: JSONValue, time: Timestamp) {
        self.sequence = sequence
        self.jobID = jobID
        self.type = type
        self.data = data
        self.time = time
    }
}
