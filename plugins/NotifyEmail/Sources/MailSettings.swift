import OutboundMail
import StepKit

/// The operator's mail server and address, from the environment.
struct MailSettings: Sendable {
    static let serverVariable = "MILLRACE_SMTP_URL"
    static let senderVariable = "MILLRACE_MAIL_FROM"

    /// `nil` when no server is set: only a step that wants to send needs one.
    let server: MailServer?
    let sender: MailAddress?

    /// - Throws: `mail_not_configured` for settings that can never work.
    init(_ variables: [String: String]) throws(StepFailure) {
        func given(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        do throws(OutboundMailError) {
            server = try given(Self.serverVariable).map { url throws(OutboundMailError) in
                try MailServer(
                    url: url, user: given("MILLRACE_SMTP_USER"), password: given("MILLRACE_SMTP_PASSWORD"))
            }
        } catch {
            throw StepFailure(.mailNotConfigured, "\(Self.serverVariable): \(error.message)")
        }
        do throws(OutboundMailError) {
            sender = try given(Self.senderVariable).map { text throws(OutboundMailError) in
                try MailAddress(text, field: Self.senderVariable)
            }
        } catch {
            throw StepFailure(.mailNotConfigured, error.message)
        }
    }

    static func missing(_ variable: String, _ what: String) -> StepFailure {
        StepFailure(.mailNotConfigured, "\(what) is set: \(variable) is empty")
    }
}
