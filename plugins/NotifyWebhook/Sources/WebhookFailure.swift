import OutboundCalls
import OutboundHTTP
import StepKit

extension StepFailure.Code {
    static let secretInvalid: Self = "secret_invalid"
    static let webhookRefused: Self = "webhook_refused"
    static let payloadTooLarge: Self = "payload_too_large"
}

/// What a receiver's answer means. No message holds a byte of it.
enum WebhookFailure {
    static let meanings = CallFailure.meanings.merging([
        .secretInvalid: "There is no secret, or one that is not `whsec_` and 24 to 64 bytes as base64.",
        .webhookRefused: "The endpoint answered with a redirect, or with a status that says the delivery is wrong.",
        .payloadTooLarge: "The event has more than 1 MB.",
    ]) { $1 }

    /// `nil` for a delivery that was taken.
    /// - Parameter givesUp: whether a 4xx that does not pass by itself ends the matter. Standard Webhooks wants it
    ///   tried again, because receivers get repaired.
    static func of(_ head: ResponseHead, givesUp: Bool) -> StepFailure? {
        if head.isSuccess { return nil }
        if let failure = CallFailure.passing(head, who: "the endpoint") { return failure }
        let isFinal = givesUp && (400..<500).contains(head.status)
        let said =
            (300..<400).contains(head.status)
            ? "the endpoint answered with a redirect (\(head.status)), and none is followed"
            : "the endpoint answered with status \(head.status)"
        return StepFailure(
            .webhookRefused, said, disposition: isFinal ? .permanent : .retryable(after: head.retryAfter()),
            details: CallFailure.details(head))
    }
}
