public import Broker
public import JSONModel

/// What somebody asks to be done.
public struct SubmissionRequest: Sendable, Hashable {
    public var jobType: String
    public var creatorID: String?
    public var payload: JSONValue
    public var attributes: [String: JSONValue]
    public var target: JobSubmission.Target
    public var idempotencyKey: String?
    /// Names the message for duplicate detection.
    public var messageID: String?
    /// Do not start before.
    public var notBefore: Timestamp?

    public init(
        jobType: String, creatorID: String? = nil, payload: JSONValue, attributes: [String: JSONValue] = [:],
        target: JobSubmission.Target = .topic("jobs"), idempotencyKey: String? = nil,
        messageID: String? = nil, notBefore: Timestamp? = nil
    ) {
        self.jobType = jobType
        self.creatorID = creatorID
        self.payload = payload
        self.attributes = attributes
        self.target = target
        self.idempotencyKey = idempotencyKey
        self.messageID = messageID
        self.notBefore = notBefore
    }
}
