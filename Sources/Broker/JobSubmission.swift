public import JSONModel

/// A job somebody asks for.
public struct JobSubmission: Sendable, Hashable {
    /// Where the job's message goes.
    public enum Target: Sendable, Hashable {
        /// One delivery for each subscription of the topic that takes the message.
        case topic(String)
        /// That subscription alone, whatever it matches.
        case subscription(String)
    }

    /// Made by the caller, unique and unguessable.
    public var id: String
    public var jobType: String
    public var creatorID: String?
    public var payload: JSONValue
    /// What subscriptions see besides `jobType` and `creatorId`.
    public var attributes: [String: JSONValue]
    public var target: Target
    /// A repeated key with the same type and payload answers the creator's first job. Keys of different creators
    /// never meet.
    public var idempotencyKey: String?

    public init(
        id: String, jobType: String, creatorID: String? = nil, payload: JSONValue,
        attributes: [String: JSONValue] = [:], target: Target = .topic("jobs"), idempotencyKey: String? = nil
    ) {
        self.id = id
        self.jobType = jobType
        self.creatorID = creatorID
        self.payload = payload
        self.attributes = attributes
        self.target = target
        self.idempotencyKey = idempotencyKey
    }

    /// Everything subscriptions match on.
    public var routingAttributes: [String: JSONValue] {
        attributes.merging(["jobType": .string(jobType), "creatorId": creatorID.map { .string($0) } ?? .null]) { $1 }
    }
}

/// The answer to a submission: it is on disk.
public struct SubmissionReceipt: Sendable, Hashable {
    public let jobID: String
    /// Whether an earlier submission with the same idempotency key made this job.
    public let isRepeat: Bool
    /// The subscriptions that took the message.
    public let subscriptions: [String]

    public init(jobID: String, isRepeat: Bool, subscriptions: [String]) {
        self.jobID = jobID
        self.isRepeat = isRepeat
        self.subscriptions = subscriptions
    }
}
