import OutboundMail
import StepKit

extension StepFailure.Code {
    static let mailNotConfigured: Self = "mail_not_configured"
    static let mailRefused: Self = "mail_refused"
    static let mailDeferred: Self = "mail_deferred"
    static let mailLoginRefused: Self = "mail_login_refused"
    static let templateInvalid: Self = "template_invalid"
}

/// Transport errors in the step's words.
enum MailFailure {
    static let meanings: [StepFailure.Code: String] = [
        .mailNotConfigured: "No mail server or no sender is set, or the setting cannot be used.",
        .mailRefused: "The mail server refused the mail, or every recipient, for good.",
        .mailDeferred: "The mail server asked to come back later; retryable.",
        .mailLoginRefused: "The mail server did not accept the user or the password.",
        .templateInvalid: "A template is broken, or names a variable that there is not.",
    ]

    /// - Parameter results: what became of the recipients so far.
    static func of(_ error: OutboundMailError, results: [DeliveryResult]) -> StepFailure {
        let code: StepFailure.Code =
            switch error.code {
            case .fieldInvalid: .invalidPayload
            case .serverInvalid: .mailNotConfigured
            case .refused: .mailRefused
            case .deferred: .mailDeferred
            case .loginRefused: .mailLoginRefused
            case .timedOut: .timeout
            case .tlsFailed, .dnsFailed, .connectFailed, .connectionBroken, .transferFailed, .cancelled: .networkError
            }
        return StepFailure(
            code, error.message, disposition: error.isTransient ? .retryable : .permanent,
            details: details(error, results))
    }

    private static func details(_ error: OutboundMailError, _ results: [DeliveryResult]) -> JSONValue {
        var details: [String: JSONValue] = [:]
        if let place = error.place { details["place"] = .string(place) }
        if let answer = error.answer { details["code"] = .int(Int64(answer.code)) }
        if error.mayHaveBeenAccepted { details["may_have_been_accepted"] = true }
        if !results.isEmpty { details["results"] = .array(results.map(\.value)) }
        return details.isEmpty ? .null : .object(details)
    }
}

/// What became of one recipient.
struct DeliveryResult: Codable, Sendable, FieldObject {
    enum Status: String { case sent, refused, deferred }

    var recipient: String
    var status: String
    var code: Int?
    var message: String?

    static var fields: [FieldDescription] {
        Field("recipient", \.recipient, "The address.")
        Field("status", \.status, "`sent` when the server took the mail over.").oneOf("sent", "refused")
        Field("code", \.code, "The server's answer, such as 250.")
        Field("message", \.message, "The server's words.")
    }

    init(_ recipient: MailAddress, _ status: Status, _ answer: MailAnswer?) {
        self.recipient = recipient.address
        self.status = status.rawValue
        code = answer?.code
        message = answer?.text
    }

    var value: JSONValue { (try? JSONValueEncoder().encode(self)) ?? .null }
}
