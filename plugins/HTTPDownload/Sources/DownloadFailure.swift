import OutboundHTTP
import StepKit

extension StepFailure.Code {
    static let downloadForbidden: Self = "download_forbidden"
    static let urlInvalid: Self = "url_invalid"
    static let urlForbidden: Self = "url_forbidden"
    static let downloadTooLarge: Self = "download_too_large"
    static let downloadEmpty: Self = "download_empty"
    static let downloadIncomplete: Self = "download_incomplete"
    static let checksumMismatch: Self = "checksum_mismatch"
    static let tooManyRedirects: Self = "too_many_redirects"
    static let httpStatus: Self = "http_status"
    static let storageError: Self = "storage_error"
}

/// Statuses and transport errors in the step's words. No message holds a query, a header or a byte of an answer.
enum DownloadFailure {
    static let meanings: [StepFailure.Code: String] = [
        .downloadForbidden: "The server refuses access, or the path is not a file below an allowed folder.",
        .urlInvalid: "The URL cannot be read.",
        .urlForbidden: "The URL's scheme, port or address is not allowed, on the way or at its end.",
        .downloadTooLarge: "The file is larger than `max_size`.",
        .downloadEmpty: "The file has no bytes.",
        .downloadIncomplete: "The connection broke again and again before the file was whole; retryable.",
        .checksumMismatch: "The file's digest is not the expected one.",
        .tooManyRedirects: "There were more than 5 redirects.",
        .httpStatus: "The server answered with a status that holds no file.",
        .storageError: "The workspace could not be written; retryable.",
    ]

    static func forStatus(_ head: ResponseHead) -> StepFailure {
        let status = head.status
        let said = "the server answered with status \(status)"
        switch status {
        case 401, 403: return StepFailure(.downloadForbidden, said)
        case 404, 410: return StepFailure(.notFound, said)
        case 408: return StepFailure(.timeout, said)
        case 429: return StepFailure(.rateLimit, said, disposition: .retryable(after: head.retryAfter()))
        case 503:
            guard let delay = head.retryAfter() else { return StepFailure(.networkError, said) }
            return StepFailure(.rateLimit, said, disposition: .retryable(after: delay))
        case 500...: return StepFailure(.networkError, said)
        default: return StepFailure(.httpStatus, said, details: ["status": .int(Int64(status))])
        }
    }

    /// `nil` for an error that only says the task was cancelled.
    static func forTransport(_ error: OutboundHTTPError) -> StepFailure? {
        let code: StepFailure.Code
        switch error.code {
        case .urlInvalid: code = .urlInvalid
        case .urlForbidden: code = .urlForbidden
        case .requestInvalid: code = .invalidPayload
        case .timedOut, .tooSlow: code = .timeout
        case .tooLarge: code = .downloadTooLarge
        case .tooManyRedirects: code = .tooManyRedirects
        case .dnsFailed, .connectFailed, .tlsFailed, .connectionBroken, .responseInvalid, .transferFailed:
            code = .networkError
        case .cancelled: return nil
        }
        let hint = " Networks of your own are allowed with MILLRACE_ALLOWED_NETWORKS."
        return StepFailure(code, code == .urlForbidden ? error.message + hint : error.message)
    }

    static func storage(_ action: String, errno code: Int32) -> StepFailure {
        StepFailure(.storageError, "the workspace could not be \(action) (errno \(code))", disposition: .retryable)
    }
}
