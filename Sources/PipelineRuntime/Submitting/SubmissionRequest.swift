public import Broker
public import JSONModel
public import JSONSchemaValidation

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

/// Why a job was not stored.
public enum SubmissionError: Error, Sendable {
    /// The payload does not fit the pipeline's input; the likeliest cause first.
    case invalidPayload(pipeline: String, [SchemaViolation])
    case refused(BrokerError)

    /// A stable code, the same on the command line and over HTTP.
    public var code: String {
        switch self {
        case .invalidPayload: "invalid_payload"
        case .refused(let error): error.code.rawValue
        }
    }

    /// One sentence.
    public var message: String {
        switch self {
        case .invalidPayload(let pipeline, let violations):
            "the payload does not fit the input of `\(pipeline)`: \(violations.first?.message ?? "it is invalid")"
        case .refused(let error): error.message
        }
    }
}
