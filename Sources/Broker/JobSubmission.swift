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
    /// Names the message for duplicate detection, where its topic has a window for that. Ids of different creators
    /// never meet. At most 128 characters.
    public var messageID: String?
    /// Do not start before; a moment that has passed means at once.
    public var notBefore: Timestamp?
    /// The job that published it; `nil` if it came from outside.
    public var parentID: String?
    /// How many jobs published one another before it.
    public var hops: Int

    public init(
        id: String, jobType: String, creatorID: String? = nil, payload: JSONValue,
        attributes: [String: JSONValue] = [:], target: Target = .topic(Topic.jobs), idempotencyKey: String? = nil,
        messageID: String? = nil, notBefore: Timestamp? = nil, parentID: String? = nil, hops: Int = 0
    ) {
        self.id = id
        self.jobType = jobType
        self.creatorID = creatorID
        self.payload = payload
        self.attributes = attributes
        self.target = target
        self.idempotencyKey = idempotencyKey
        self.messageID = messageID
        self.notBefore = notBefore
        self.parentID = parentID
        self.hops = hops
    }

    /// Everything subscriptions match on. An event's attributes are those of the job it is about.
    public var routingAttributes: [String: JSONValue] {
        let own: [String: JSONValue] = [
            "jobType": .string(jobType), "creatorId": creatorID.map { .string($0) } ?? .null,
        ]
        return target == .topic(Topic.events) ? own.merging(attributes) { $1 } : attributes.merging(own) { $1 }
    }
}

/// The answer to a submission: it is on disk.
public struct SubmissionReceipt: Sendable, Hashable {
    public let jobID: String
    /// Whether an earlier submission with the same idempotency key or message id made this job.
    public let isRepeat: Bool
    /// The subscriptions that took the message.
    public let subscriptions: [String]

    public init(jobID: String, isRepeat: Bool, subscriptions: [String]) {
        self.jobID = jobID
        self.isRepeat = isRepeat
        self.subscriptions = subscriptions
    }
}
