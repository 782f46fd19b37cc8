import Foundation
import OutboundCalls
import OutboundHTTP
public import StepKit

/// Hands a message to a service of one's own over HTTP, with a signed token: the queue pushes, nobody has to poll.
public struct HTTPPushStep: Step {
    public struct Input: Codable, Sendable {
        var url: String
        var method: String
        var body: JSONValue?
        var headers: [String: String]?
        var timeout: Duration
        var allowHTTP: Bool
        var retried: Int?

        private enum CodingKeys: String, CodingKey {
            case url, method, body, headers, timeout, retried
            case allowHTTP = "allow_http"
        }
    }

    public struct Output: Codable, Sendable {
        var status: Int
        var messageID: String
        var retried: Int
        var answer: String
        var isCut: Bool

        private enum CodingKeys: String, CodingKey {
            case status, retried, answer
            case messageID = "message_id"
            case isCut = "answer_cut_off"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "http.push", "Hands a message to a service over HTTP, with a signed token.",
        input: {
            Field("url", \.url, "Where to; https, unless the host is in an allowed network.").format(.uri)
                .example("https://example.org/tasks")
            Field("method", \.method, "How.").oneOf("POST", "PUT", "PATCH", "DELETE", "GET").default("POST")
            Field("body", \.body, "Text is sent as it is, any other value as JSON.")
            Field("headers", \.headers, "Header fields to pass on.").secret()
            Field("timeout", \.timeout, "The most time for connecting, sending and the answer.")
                .default(.seconds(30)).range(.seconds(1)...(.seconds(900)))
            Field("allow_http", \.allowHTTP, "Whether plain http may lead into the public internet.").default(false)
            Field("retried", \.retried, "How often the message was handed over before; by this step when left out.")
                .range(0...)
        },
        output: {
            Field("status", \.status, "What the receiver answered with.")
            Field("message_id", \.messageID, "The job's id: what `Millrace-Message-Id` said.")
            Field("retried", \.retried, "What `Millrace-Retried` said; 0 the first time.")
            Field("answer", \.answer, "The answer's first 64 KB as text.")
            Field("answer_cut_off", \.isCut, "Whether there was more, or it broke off.")
        },
        failures: PushFailure.meanings,
        examples: [["url": "https://example.org/tasks", "body": ["orderId": 7]]])

    private static let maxAnswerBytes = 64 * 1024

    private let caller: OutboundCaller
    private let key: String?
    private let now: @Sendable () -> Date

    public init(environment: StepEnvironment) throws {
        let gate = DestinationGate(limits: .ample)
        try self.init(environment: environment, caller: OutboundCaller(environment: environment, gate: gate))
    }

    init(environment: StepEnvironment, caller: OutboundCaller, now: @escaping @Sendable () -> Date = { Date() }) {
        self.caller = caller
        self.now = now
        key = environment.variables["MILLRACE_PUSH_CURRENT_KEY"]
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let request = try makeRequest(input, in: context)
        let answer = try await caller.send(
            caller.capturing(request), timeout: input.timeout, keeping: Self.maxAnswerBytes, in: context)
        if let failure = PushFailure.of(answer.head) { throw failure }
        var isCut = true
        if case .none = answer.rest { isCut = false }
        return Output(
            status: answer.status, messageID: context.job.id, retried: input.retried ?? context.attempt - 1,
            answer: answer.excerpt(Self.maxAnswerBytes), isCut: isCut)
    }

    private func makeRequest(_ input: Input, in context: StepContext) throws -> OutboundRequest {
        let body = try PushBody(input.body)
        let token = PushToken(
            url: input.url, id: UUID().uuidString, body: body.bytes, issuedAt: Int64(now().timeIntervalSince1970))
        var request = OutboundRequest(
            input.method, input.url,
            headers: [
                "Millrace-Signature": token.signed(with: try signingKey()), "Millrace-Message-Id": context.job.id,
                "Millrace-Retried": String(input.retried ?? context.attempt - 1),
            ], body: body.bytes.isEmpty ? nil : body.bytes)
        for (name, value) in (input.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard !name.lowercased().hasPrefix("millrace-") else {
                throw StepFailure(.invalidPayload, "headers that begin with `Millrace-` are set by the step itself")
            }
            request.headers.add(name, value)
        }
        if request.headers["Content-Type"] == nil { request.headers["Content-Type"] = body.contentType }
        request.addressPolicy = caller.addressPolicy(for: input.url, plainHTTP: input.allowHTTP)
        return request
    }

    private func signingKey() throws(StepFailure) -> [UInt8] {
        guard let key, key.utf8.count >= 32 else {
            throw StepFailure(
                .pushNotConfigured, "MILLRACE_PUSH_CURRENT_KEY is not set, or has fewer than 32 bytes")
        }
        return Array(key.utf8)
    }
}
