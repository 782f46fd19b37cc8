public import StepKit

/// Dead letters with one cause.
public struct DeadLetterReport: Codable, Sendable, FieldObject {
    var subscription: String
    var reason: String
    var code: String
    var step: String
    var message: String
    var count: Int
    var firstDiedAt: String
    var lastDiedAt: String
    var fingerprint: String
    var samples: [DeadLetterSample]

    private enum CodingKeys: String, CodingKey {
        case subscription, reason, code, step, message, count, fingerprint, samples
        case firstDiedAt = "first_died_at"
        case lastDiedAt = "last_died_at"
    }

    public static var fields: [FieldDescription] {
        Field("subscription", \DeadLetterReport.subscription, "Whose they are.")
        Field("reason", \DeadLetterReport.reason, "Such as MaxDeliveryCountExceeded.")
        Field("code", \DeadLetterReport.code, "Of the failure.")
        Field("step", \DeadLetterReport.step, "Which step failed; empty if none did.")
        Field("message", \DeadLetterReport.message, "What the newest one says.")
        Field("count", \DeadLetterReport.count, "How many.")
        Field("first_died_at", \DeadLetterReport.firstDiedAt, "When the oldest died, ISO 8601.")
        Field("last_died_at", \DeadLetterReport.lastDiedAt, "When the newest died, ISO 8601.")
        Field("fingerprint", \DeadLetterReport.fingerprint, "The same for failures of one kind.")
        Field("samples", \DeadLetterReport.samples, "The newest of them.")
    }
}

/// One of them.
public struct DeadLetterSample: Codable, Sendable, FieldObject {
    var jobID: String
    var jobType: String
    var creatorID: String?
    var message: String
    var diedAt: String

    private enum CodingKeys: String, CodingKey {
        case message
        case jobID = "job_id"
        case jobType = "job_type"
        case creatorID = "creator_id"
        case diedAt = "died_at"
    }

    public static var fields: [FieldDescription] {
        Field("job_id", \DeadLetterSample.jobID, "Which job.")
        Field("job_type", \DeadLetterSample.jobType, "Its type.")
        Field("creator_id", \DeadLetterSample.creatorID, "Whose it is.")
        Field("message", \DeadLetterSample.message, "Why it died.")
        Field("died_at", \DeadLetterSample.diedAt, "When, ISO 8601.")
    }
}

/// A group as the store answers.
struct StoredGroup: Decodable {
    struct Letter: Decodable {
        let jobId, jobType, message, diedAt: String
        let creatorId: String?
    }

    let subscription, reason, code, message, fingerprint, firstDiedAt, lastDiedAt: String
    let step: String?
    let count: Int
    let samples: [Letter]
}

extension DeadLetterReport {
    init(_ group: StoredGroup) {
        self.init(
            subscription: group.subscription, reason: group.reason, code: group.code, step: group.step ?? "",
            message: group.message, count: group.count, firstDiedAt: group.firstDiedAt, lastDiedAt: group.lastDiedAt,
            fingerprint: group.fingerprint,
            samples: group.samples.map {
                DeadLetterSample(
                    jobID: $0.jobId, jobType: $0.jobType, creatorID: $0.creatorId, message: $0.message,
                    diedAt: $0.diedAt)
            })
    }
}
