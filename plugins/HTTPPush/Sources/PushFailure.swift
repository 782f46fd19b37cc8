import OutboundCalls
import OutboundHTTP
import StepKit

extension StepFailure.Code {
    static let pushNotConfigured: Self = "push_not_configured"
    static let pushRefused: Self = "push_refused"
    static let pushFailed: Self = "push_failed"
    static let payloadTooLarge: Self = "payload_too_large"
}

/// What a receiver's answer means: anything but 2xx is tried again, unless the receiver says that it is no use.
enum PushFailure {
    static let nonRetryable = "Millrace-NonRetryable-Error"

    static let meanings = CallFailure.meanings.merging([
        .pushNotConfigured: "MILLRACE_PUSH_CURRENT_KEY is not set, or has fewer than 32 bytes.",
        .pushRefused: "The receiver answered 489 with `\(nonRetryable): true`.",
        .pushFailed: "The receiver answered with another status than 2xx.",
        .payloadTooLarge: "The body has more than 10 MB.",
    ]) { $1 }

    /// `nil` for a message that was taken.
    static func of(_ head: ResponseHead) -> StepFailure? {
        if head.isSuccess { return nil }
        if let failure = CallFailure.passing(head, who: "the receiver") { return failure }
        let details = CallFailure.details(head)
        if head.status == 489, head.headers[nonRetryable]?.lowercased() == "true" {
            return StepFailure(.pushRefused, "the receiver says that trying again is no use", details: details)
        }
        return StepFailure(
            .pushFailed, "the receiver answered with status \(head.status)",
            disposition: .retryable(after: head.retryAfter()), details: details)
    }
}
