import OutboundCalls
import OutboundHTTP
import StepKit

extension StepFailure.Code {
    static let signalRNotConfigured: Self = "signalr_not_configured"
    static let signalRAccess: Self = "signalr_access"
    static let signalRRefused: Self = "signalr_refused"
    static let payloadTooLarge: Self = "payload_too_large"
}

/// Statuses of the service in the step's words.
enum SignalRFailure {
    static let meanings: [StepFailure.Code: String] = CallFailure.meanings.merging([
        .signalRNotConfigured: "MILLRACE_SIGNALR_CONNECTION is not set or cannot be read.",
        .signalRAccess: "The service does not take the access key, or the clocks differ by more than minutes.",
        .signalRRefused: "The service does not take the message.",
        .payloadTooLarge: "The message has more than 1 MB.",
    ]) { $1 }

    static func forStatus(_ head: ResponseHead) -> StepFailure {
        if let failure = CallFailure.passing(head, who: "the SignalR service") { return failure }
        let said = "the SignalR service answered with status \(head.status)"
        let code: StepFailure.Code =
            switch head.status {
            case 401, 403: .signalRAccess
            case 413: .payloadTooLarge
            default: .signalRRefused
            }
        return StepFailure(code, said, details: CallFailure.details(head))
    }
}
