import Broker
import HTTPTypes
import Hummingbird
import JSONModel
import PipelineRuntime

/// The body of `POST /v1/jobs`.
enum SubmissionBody {
    private static let fields = [
        "jobType", "payload", "creatorId", "attributes", "subscription", "messageId", "notBefore",
    ]
    /// How far ahead a job may be planned.
    private static let horizon = Duration.seconds(366 * 86_400)

    static func read(_ value: JSONValue, at now: Timestamp) throws -> SubmissionRequest {
        let body = try ObjectBody(value, known: fields)
        var submission = SubmissionRequest(
            jobType: try body.requiredText("jobType"), payload: body.value("payload") ?? [:])
        submission.creatorID = try body.text("creatorId")
        if let creator = submission.creatorID, !(1...256).contains(creator.count) {
            throw Problem.body("`creatorId` has 1 to 256 characters", "/creatorId")
        }
        submission.attributes = try body.object("attributes") ?? [:]
        if let subscription = try body.text("subscription") { submission.target = .subscription(subscription) }
        submission.messageID = try messageID(body)
        submission.notBefore = try notBefore(body, at: now)
        return submission
    }

    private static func messageID(_ body: ObjectBody) throws -> String? {
        guard let id = try body.text("messageId") else { return nil }
        guard (1...128).contains(id.count) else {
            throw Problem.body("`messageId` has 1 to 128 characters", "/messageId")
        }
        return id
    }

    private static func notBefore(_ body: ObjectBody, at now: Timestamp) throws -> Timestamp? {
        guard let text = try body.text("notBefore") else { return nil }
        guard let moment = Duration(parsing: text).map({ now + $0 }) ?? Timestamp(reading: text) else {
            throw Problem.body(
                "`notBefore` is a moment such as 2026-11-21T10:04:12Z or a duration such as 10m, not `\(text)`",
                "/notBefore")
        }
        guard moment <= now + horizon else {
            throw Problem(
                status: .unprocessableContent, code: "not_before_too_far",
                detail: "`notBefore` may lie at most 366 days ahead", pointer: "/notBefore")
        }
        return moment
    }
}

extension Request {
    /// The key that makes one job of repeated requests.
    func idempotencyKey() throws -> String? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = headers[name] else { return nil }
        guard (1...255).contains(key.utf8.count), !key.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw Problem(
                status: .badRequest, code: "invalid_idempotency_key",
                detail: "an Idempotency-Key has 1 to 255 bytes and no control characters")
        }
        return key
    }
}
