import Crypto
import Foundation
import OutboundMail
public import StepKit

/// Tells somebody by mail what happened to a job.
public struct NotifyEmailStep: Step {
    public struct Input: Codable, Sendable {
        var to: Recipients
        var name: String?
        var event: JSONValue?
        var template: String?
        var data: JSONValue?
        var subject: String?
        var from: String?
    }

    public struct Output: Codable, Sendable {
        var results: [DeliveryResult]
        var messageID: String

        private enum CodingKeys: String, CodingKey {
            case results
            case messageID = "message_id"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "notify.email", "Sends a mail made from templates, with the same Message-ID at every try.",
        input: {
            Field("to", \.to, "An address, or a list of at most 100.").example("ada@example.org")
            Field("name", \.name, "Who that is, when there is one address.")
            Field("event", \.event, "What happened: a CloudEvent; chooses the template when none is named.")
                .example(exampleEvent)
            Field("template", \.template, "`job_completed`, `job_failed` or one of templates/email.")
            Field("data", \.data, "What templates call `data`; default: the event's.")
            Field("subject", \.subject, "Instead of the template's.")
            Field("from", \.from, "The sender; default: MILLRACE_MAIL_FROM.").example("Shop <noreply@example.org>")
        },
        output: {
            Field("results", \.results, "What became of each recipient.")
            Field("message_id", \.messageID, "The mail's Message-ID, without brackets.")
        },
        failures: MailFailure.meanings,
        examples: [
            ["to": "ada@example.org", "event": exampleEvent],
            [
                "to": ["ada@example.org", "Bob <bob@example.org>"], "template": "job_failed", "event": exampleEvent,
                "subject": "Look at this", "from": "Shop <noreply@example.org>",
            ],
        ])

    private static let exampleEvent: JSONValue = [
        "specversion": "1.0", "id": "7", "source": "/v1/jobs/0198c0de", "type": "job.completed", "subject": "0198c0de",
        "time": "2026-11-21T21:30:00Z", "data": ["status": "completed", "jobType": "video.analysis"],
    ]

    private let settings: MailSettings
    private let templates: MailTemplates
    private let client: OutboundMailClient?
    private let accepted = AcceptedMails()

    /// - Throws: ``StepFailure`` with `mail_not_configured` or `template_invalid`, when that can be told at start-up.
    public init(environment: StepEnvironment) throws {
        settings = try MailSettings(environment.variables)
        templates = try MailTemplates(project: environment.settings["project"]?.stringValue)
        client = settings.server.map { OutboundMailClient(server: $0) }
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let message = try compose(input, key: context.idempotencyKey)
        guard let client else { throw MailSettings.missing(MailSettings.serverVariable, "no mail server") }
        let round = MailRound(client: client, message: message, accepted: accepted)
        return Output(results: try await round.run(in: context), messageID: message.id)
    }

    private func compose(_ input: Input, key: String) throws(StepFailure) -> MailMessage {
        let event = input.event ?? .null
        let template = if let name = input.template { name } else { try templates.name(for: event) }
        do {
            let from = try sender(input)
            let to = try recipients(input)
            let values = MailValues.of(event: event, name: to.first?.name, to: to.map(\.address), data: input.data)
            let mail = try templates.named(template).render(values)
            // What makes two mails of one step different; what they say may change between two tries.
            let identity = [key, event["source"]?.text() ?? "", event["id"]?.text() ?? "", template]
            return try MailMessage(
                id: "\(Self.digest(identity + to.map(\.address)))@\(from.domain)", from: from, to: to,
                subject: input.subject ?? mail.subject, text: mail.text, html: mail.html, date: Date())
        } catch let error as OutboundMailError {
            throw MailFailure.of(error, results: [])
        } catch let failure as StepFailure {
            throw failure
        } catch {
            throw StepFailure(.unexpected, "\(error)")
        }
    }

    private func sender(_ input: Input) throws -> MailAddress {
        if let from = input.from { return try MailAddress(from, field: "from") }
        guard let sender = settings.sender else { throw MailSettings.missing(MailSettings.senderVariable, "no sender") }
        return sender
    }

    private func recipients(_ input: Input) throws -> [MailAddress] {
        let name = input.name.flatMap { $0.isEmpty ? nil : $0 }
        let addresses = input.to.addresses
        guard name == nil || addresses.count == 1 else {
            throw StepFailure(
                .invalidPayload, "`name` goes with one address; write a list as `Ada <ada@example.org>`")
        }
        return try addresses.enumerated().map { index, address in
            try MailAddress(address, name: name, field: addresses.count == 1 ? "to" : "to[\(index)]")
        }
    }

    private static func digest(_ words: [String]) -> String {
        let bytes = SHA256.hash(data: Data(words.joined(separator: "\n").utf8))
        return bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
