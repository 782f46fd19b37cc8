public import OutboundHTTP
public import StepKit

extension StepFailure.Code {
    public static let urlInvalid: Self = "url_invalid"
    public static let urlForbidden: Self = "url_forbidden"
    /// Only where redirects are followed; such steps declare it themselves.
    public static let tooManyRedirects: Self = "too_many_redirects"
}

/// Calls that brought no answer, and statuses that ask to come back later, in a step's words. No message holds a query,
/// a header or a byte of an answer.
public enum CallFailure {
    /// What steps that call out declare.
    public static let meanings: [StepFailure.Code: String] = [
        .urlInvalid: "The URL cannot be read.",
        .urlForbidden: "The URL's scheme, port or address is not allowed.",
    ]

    /// The failure a status stands for where it is one that passes: 408, 425, 429 and 5xx.
    /// - Parameter who: such as `the endpoint`.
    public static func passing(_ head: ResponseHead, who: String) -> StepFailure? {
        let said = "\(who) answered with status \(head.status)"
        let delay = head.retryAfter()
        let code: StepFailure.Code
        switch head.status {
        case 408, 425: code = .timeout
        case 429: code = .rateLimit
        case 503 where delay != nil: code = .rateLimit
        case 500..<600: code = .networkError
        default: return nil
        }
        return StepFailure(code, said, disposition: .retryable(after: delay), details: details(head))
    }

    /// `{"status": …}`.
    public static func details(_ head: ResponseHead) -> JSONValue { ["status": .int(Int64(head.status))] }

    /// - Throws: what an abort stands for, where the error only says that the task was cancelled.
    public static func of(_ error: OutboundHTTPError, in context: StepContext) throws -> StepFailure {
        switch error.code {
        case .urlInvalid: return StepFailure(.urlInvalid, error.message)
        case .urlForbidden:
            let hint = "Networks of your own are allowed with MILLRACE_ALLOWED_NETWORKS."
            return StepFailure(.urlForbidden, "\(error.message) \(hint)")
        case .requestInvalid: return StepFailure(.invalidPayload, error.message)
        case .tooManyRedirects: return StepFailure(.tooManyRedirects, error.message)
        case .timedOut, .tooSlow: return StepFailure(.timeout, error.message)
        case .dnsFailed, .connectFailed, .tlsFailed, .connectionBroken, .responseInvalid, .transferFailed, .tooLarge:
            return StepFailure(.networkError, error.message)
        case .cancelled:
            try context.abort.throwIfAborted()
            throw CancellationError()
        }
    }

    static func of(_ refusal: DestinationGate.Refusal) -> StepFailure {
        switch refusal.reason {
        case .busy:
            StepFailure(
                .rateLimit, "too many calls to this host are on their way",
                disposition: .retryable(after: refusal.retryAfter))
        case .unreachable:
            StepFailure(
                .networkError, "the last calls to this host all failed, so that none is made for a while",
                disposition: .retryable(after: refusal.retryAfter))
        }
    }
}
