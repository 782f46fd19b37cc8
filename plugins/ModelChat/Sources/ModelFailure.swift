import OutboundHTTP
import StepKit

extension StepFailure.Code {
    static let modelNotConfigured: Self = "model_not_configured"
    static let invalidAnswer: Self = "invalid_answer"
    static let answerCutOff: Self = "answer_cut_off"
    static let answerRefused: Self = "answer_refused"
    static let invalidRequest: Self = "invalid_request"
    static let modelAccess: Self = "model_access"
    static let modelNotFound: Self = "model_not_found"
    static let payloadTooLarge: Self = "payload_too_large"
    static let priceMissing: Self = "price_missing"
}

/// What went wrong at the model's server. No message holds a key, a prompt, an answer or the server's own text; only
/// its error code, when it looks like one, goes into the details.
enum ModelFailure {
    static let meanings: [StepFailure.Code: String] = [
        .modelNotConfigured: "No endpoint or no model is set.",
        .invalidAnswer: "The answer did not fit `answer_schema`, nor did the repaired one.",
        .answerCutOff: "The answer reached `max_tokens` or the model's own limit.",
        .answerRefused: "The model, or a content filter, refused to answer.",
        .invalidRequest: "The server does not take the request, such as one that is too long for the model.",
        .modelAccess: "The key is missing, wrong or not allowed to use the model.",
        .modelNotFound: "The server has no such model.",
        .priceMissing: "There are budgets, and the model has no prices or no context that they could hold.",
        .payloadTooLarge: "The prompt and its images are larger than the step or the server takes.",
    ]

    static func forStatus(_ head: ResponseHead, _ error: ServerError) -> StepFailure {
        let status = head.status
        let said = "the model's server answered with status \(status)"
        let details = error.details(status: status)
        switch status {
        case 400 where error.isContentFilter: return refused(details)
        case 401, 403: return StepFailure(.modelAccess, said, details: details)
        case 404: return StepFailure(.modelNotFound, said, details: details)
        case 408: return StepFailure(.timeout, said, details: details)
        case 413: return StepFailure(.payloadTooLarge, said, details: details)
        case 429:
            return StepFailure(
                .rateLimit, said, disposition: .retryable(after: head.retryAfter()), details: details)
        case 503:
            guard let delay = head.retryAfter() else { return StepFailure(.networkError, said, details: details) }
            return StepFailure(.rateLimit, said, disposition: .retryable(after: delay), details: details)
        case 500...: return StepFailure(.networkError, said, details: details)
        default: return StepFailure(.invalidRequest, said, details: details)
        }
    }

    /// An error that came where the answer should be.
    static func forError(_ error: ServerError) -> StepFailure {
        let details = error.details(status: nil)
        if error.isContentFilter { return refused(details) }
        let code: StepFailure.Code =
            switch error.status ?? 500 {
            case 401, 403: .modelAccess
            case 404: .modelNotFound
            case 408: .timeout
            case 413: .payloadTooLarge
            case 429: .rateLimit
            case 400..<500: .invalidRequest
            default: .networkError
            }
        return StepFailure(code, "the model's server broke its answer off with an error", details: details)
    }

    static func refused(_ details: JSONValue = .null) -> StepFailure {
        StepFailure(.answerRefused, "the model or a content filter refused to answer", details: details)
    }

    static let cutShort = StepFailure(.networkError, "the connection ended before the answer did")
    static let notUnderstood = StepFailure(.networkError, "the server's answer is not a chat completion")

    /// `nil` for an error that only says the task was cancelled.
    static func forTransport(_ error: OutboundHTTPError) -> StepFailure? {
        switch error.code {
        case .urlInvalid, .urlForbidden:
            StepFailure(.modelNotConfigured, "the model's endpoint cannot be used: \(error.message)")
        case .requestInvalid: StepFailure(.modelNotConfigured, "the key cannot be sent: \(error.message)")
        case .timedOut, .tooSlow: StepFailure(.timeout, error.message)
        case .tooLarge: StepFailure(.invalidAnswer, "the answer is larger than any answer should be")
        case .dnsFailed, .connectFailed, .tlsFailed, .tooManyRedirects, .connectionBroken,
            .responseInvalid, .transferFailed:
            StepFailure(.networkError, error.message)
        case .cancelled: nil
        }
    }
}

/// The error object of an OpenAI-compatible server: `{"error": {"message": …, "type": …, "code": …}}`, or less of it.
struct ServerError: Sendable, Hashable {
    /// Only ever searched for words, never shown.
    private let text: String
    let code: String?
    /// Some servers put the status into the body.
    let status: Int?

    init(_ error: JSONValue?) {
        let members = error?.objectValue ?? [:]
        text =
            ["message", "param"].compactMap { members[$0]?.stringValue }.joined(separator: " ")
            + (error?.stringValue ?? "")
        let words = [members["code"], members["type"]].compactMap { $0?.stringValue }
        code = words.first(where: Self.isCode)
        status = members["code"]?.intValue.flatMap { Int(exactly: $0) }
    }

    /// Reads an error body; anything else is an error without a word.
    init(body: [UInt8]) {
        let value = try? JSONValue(parsing: body)
        self.init(value?["error"] ?? value)
    }

    var isContentFilter: Bool { code == "content_filter" || code == "content_policy_violation" }

    func mentions(_ word: String) -> Bool { text.contains(word) }

    func details(status: Int?) -> JSONValue {
        var details: [String: JSONValue] = [:]
        details["status"] = status.map { .int(Int64($0)) }
        details["code"] = code.map { .string($0) }
        return details.isEmpty ? .null : .object(details)
    }

    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    }
}
