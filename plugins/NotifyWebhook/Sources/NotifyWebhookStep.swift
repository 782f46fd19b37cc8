import Foundation
import OutboundCalls
import OutboundHTTP
public import StepKit

/// Delivers one event to an endpoint of somebody else, signed as Standard Webhooks 1.0.0 says.
public struct NotifyWebhookStep: Step {
    public struct Input: Codable, Sendable {
        var url: String
        var secrets: [String]
        var event: JSONValue
        var id: String?
        var headers: [String: String]?
        var timeout: Duration
        var allowHTTP: Bool
        var giveUpOn: String

        private enum CodingKeys: String, CodingKey {
            case url, secrets, event, id, headers, timeout
            case allowHTTP = "allow_http"
            case giveUpOn = "give_up_on"
        }
    }

    public struct Output: Codable, Sendable {
        var status: String
        var httpStatus: Int
        var webhookID: String
        var signedAt: Int64
        var attempt: Int
        var answer: String

        private enum CodingKeys: String, CodingKey {
            case status, attempt, answer
            case httpStatus = "http_status"
            case webhookID = "webhook_id"
            case signedAt = "signed_at"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "notify.webhook", "Delivers an event to an HTTP endpoint, signed as Standard Webhooks says.",
        input: {
            Field("url", \.url, "Where to; https, unless the host is in an allowed network.").format(.uri)
                .example("https://example.org/hooks/jobs")
            Field("secrets", \.secrets, "One secret, or two while they rotate; the first signs first.").secret()
            Field("event", \.event, "What is sent: a CloudEvent, or any JSON.")
            Field("id", \.id, "What the receiver knows a repetition by; default: made from the job and the step.")
            Field("headers", \.headers, "Further header fields.").secret()
                .example(["X-Huntaze-Event": "job.update"])
            Field("timeout", \.timeout, "The most time for connecting, sending and the answer.")
                .default(.seconds(15)).range(.seconds(1)...(.seconds(30)))
            Field("allow_http", \.allowHTTP, "Whether plain http may lead into the public internet.").default(false)
            Field("give_up_on", \.giveUpOn, "What ends the delivery at once; 408, 425 and 429 never do.")
                .oneOf("nothing", "client_errors").default("nothing")
        },
        output: {
            Field("status", \.status, "`delivered`, or `disabled` after a 410.").oneOf("delivered", "disabled")
            Field("http_status", \.httpStatus, "What the endpoint answered with.")
            Field("webhook_id", \.webhookID, "The same for every attempt of this delivery.")
            Field("signed_at", \.signedAt, "Seconds since 1970, as in `webhook-timestamp`.")
            Field("attempt", \.attempt, "Which try of this step it was; the first is 1.")
            Field("answer", \.answer, "The first 1,024 bytes of the answer.")
        },
        failures: WebhookFailure.meanings,
        examples: [
            [
                "url": "https://example.org/hooks/jobs", "secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
                "event": ["type": "job.completed", "data": ["jobId": "job_1"]],
            ]
        ])

    private static let maxBodyBytes = 1_000_000
    private static let maxAnswerBytes = 64 * 1024

    private let caller: OutboundCaller
    private let now: @Sendable () -> Date

    public init(environment: StepEnvironment) throws {
        try self.init(caller: OutboundCaller(environment: environment))
    }

    init(caller: OutboundCaller, now: @escaping @Sendable () -> Date = { Date() }) {
        self.caller = caller
        self.now = now
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let delivery = try Self.sign(input, in: context, at: now())
        if try await isDisabled(input.url, in: context) {
            return Output(
                status: "disabled", httpStatus: 410, webhookID: delivery.id, signedAt: delivery.timestamp,
                attempt: context.attempt, answer: "")
        }
        let request = try makeRequest(input, delivery)
        let answer = try await caller.send(
            caller.capturing(request), timeout: input.timeout, keeping: Self.maxAnswerBytes, in: context)
        let isGone = answer.status == 410
        if isGone {
            disable(input.url, in: context)
        } else if let failure = WebhookFailure.of(answer.head, givesUp: input.giveUpOn == "client_errors") {
            throw failure
        }
        return Output(
            status: isGone ? "disabled" : "delivered", httpStatus: answer.status, webhookID: delivery.id,
            signedAt: delivery.timestamp, attempt: context.attempt, answer: answer.excerpt())
    }

    private static func sign(_ input: Input, in context: StepContext, at date: Date) throws -> SignedDelivery {
        guard (1...2).contains(input.secrets.count) else {
            throw StepFailure(.secretInvalid, "there must be one secret, or two while they rotate")
        }
        let id = input.id ?? SignedDelivery.id(from: context.idempotencyKey)
        guard (1...128).contains(id.utf8.count),
            id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) })
        else {
            throw StepFailure(.invalidPayload, "`id` is not 1 to 128 letters, digits, `_` and `-`")
        }
        let delivery = SignedDelivery(
            event: input.event, id: id, secrets: try input.secrets.map(SigningSecret.init), at: date)
        guard delivery.body.count <= maxBodyBytes else {
            throw StepFailure(.payloadTooLarge, "the event has more than 1 MB")
        }
        return delivery
    }

    private func makeRequest(_ input: Input, _ delivery: SignedDelivery) throws -> OutboundRequest {
        var request = OutboundRequest("POST", input.url, headers: delivery.headers, body: delivery.body)
        for (name, value) in (input.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard request.headers[name] == nil else {
                throw StepFailure(.invalidPayload, "the header `\(name)` is set by the step itself")
            }
            request.headers.add(name, value)
        }
        request.limits.connectTimeout = .seconds(5)
        request.addressPolicy = caller.addressPolicy(for: input.url, plainHTTP: input.allowHTTP)
        return request
    }

    /// Recipients that do not come from contacts have nobody else to look.
    private func isDisabled(_ url: String, in context: StepContext) async throws -> Bool {
        guard let creator = context.job.creatorID else { return false }
        return try await context.record(collection: "webhook_state", id: creator)?["url"] == .string(url)
    }

    /// Whoever looks up the recipient next finds that this endpoint wants nothing more.
    private func disable(_ url: String, in context: StepContext) {
        guard let creator = context.job.creatorID else { return }
        context.saveRecord(
            ["url": .string(url), "disabledAt": .string(now().formatted(.iso8601))], collection: "webhook_state",
            id: creator)
    }
}
