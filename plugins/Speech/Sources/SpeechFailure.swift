import OutboundHTTP
import StepKit

/// What can be wrong with a sound, or with those who listen to it. No message holds a key, or the server's own text.
enum SpeechFailure {
    static let notConfigured: StepFailure.Code = "model_not_configured"
    static let priceMissing: StepFailure.Code = "price_missing"
    static let invalidAnswer: StepFailure.Code = "invalid_answer"
    static let invalidRequest: StepFailure.Code = "invalid_request"
    static let access: StepFailure.Code = "model_access"
    static let modelNotFound: StepFailure.Code = "model_not_found"
    static let refused: StepFailure.Code = "transcription_failed"
    static let notMedia: StepFailure.Code = "media_not_sound"
    static let tooLarge: StepFailure.Code = "media_too_large"
    static let damaged: StepFailure.Code = "media_damaged"
    static let toolMissing: StepFailure.Code = "media_tool_missing"
    static let toolFailed: StepFailure.Code = "media_tool_failed"
    static let sandboxUnavailable: StepFailure.Code = "media_sandbox_unavailable"

    static let meanings: [StepFailure.Code: String] = [
        notConfigured: "No speech model is set up, and pocketsphinx is not installed.",
        priceMissing: "There are budgets, and the model has no price for a minute of sound.",
        invalidAnswer: "The server's answer is no transcript, or too long to be one.",
        invalidRequest: "The server does not take the request, such as a language it does not know.",
        access: "The key is missing, wrong or not allowed to use the model.",
        modelNotFound: "The server has no such model.",
        refused: "The service could not transcribe this sound.",
        notMedia: "The file is neither sound nor video: text, a web page, a playlist, nothing at all.",
        tooLarge: "More sound than allowed.",
        damaged: "The file begins like sound or video, but nothing can be read.",
        toolMissing: "ffmpeg or ffprobe is not installed.",
        toolFailed: "A tool ended in a way that says nothing about the file. Retryable.",
        sandboxUnavailable: "ffmpeg cannot be kept from the network on this machine.",
    ]

    static let notUnderstood = StepFailure(invalidAnswer, "the server's answer is no transcript")

    static func forStatus(_ head: ResponseHead) -> StepFailure {
        let said = "the speech server answered with status \(head.status)"
        let details: JSONValue = ["status": .int(Int64(head.status))]
        switch head.status {
        case 401, 403: return StepFailure(access, said, details: details)
        case 404: return StepFailure(modelNotFound, said, details: details)
        case 408: return StepFailure(.timeout, said, details: details)
        case 413: return StepFailure(tooLarge, said, details: details)
        case 429:
            return StepFailure(.rateLimit, said, disposition: .retryable(after: head.retryAfter()), details: details)
        case 500...: return StepFailure(.networkError, said, details: details)
        default: return StepFailure(invalidRequest, said, details: details)
        }
    }

    /// `nil` for an error that only says the task was cancelled.
    static func forTransport(_ error: OutboundHTTPError) -> StepFailure? {
        switch error.code {
        case .urlInvalid, .urlForbidden, .requestInvalid:
            StepFailure(notConfigured, "the speech server's endpoint or key cannot be used: \(error.message)")
        case .timedOut, .tooSlow: StepFailure(.timeout, error.message)
        case .tooLarge: StepFailure(invalidAnswer, "the answer is larger than any transcript should be")
        case .cancelled: nil
        default: StepFailure(.networkError, error.message)
        }
    }
}
