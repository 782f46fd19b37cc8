public import StepKit

/// Looks up whom to tell about the jobs of a creator.
public struct ContactsFindStep: Step {
    public struct Input: Codable, Sendable {
        var creatorID: String?

        private enum CodingKeys: String, CodingKey { case creatorID = "creator_id" }
    }

    public struct Output: Codable, Sendable {
        var found: Bool
        var email: String?
        var name: String?
        var webhookURL: String?
        var webhookSecrets: [String]
        var optedOut: [String]

        private enum CodingKeys: String, CodingKey {
            case found, email, name
            case webhookURL = "webhook_url"
            case webhookSecrets = "webhook_secrets"
            case optedOut = "opted_out"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "contacts.find", "Looks up whom to tell about a creator's jobs.",
        input: {
            Field("creator_id", \.creatorID, "Whose contact; null or left out finds nobody.").example("creator_7")
        },
        output: {
            Field("found", \.found, "Whether there is a contact.")
            Field("email", \.email, "Where mail goes.")
            Field("name", \.name, "What they are called.")
            Field("webhook_url", \.webhookURL, "Where requests go, unless that address has answered 410.")
            Field("webhook_secrets", \.webhookSecrets, "What requests are signed with, the newest first.").secret()
            Field("opted_out", \.optedOut, "The channels of which they want nothing.")
        },
        examples: [["creator_id": "creator_7"], [:]])

    public init(environment: StepEnvironment) {}

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        guard let id = input.creatorID, !id.isEmpty,
            let record = try await context.record(collection: "contacts", id: id)
        else { return Output(found: false, webhookSecrets: [], optedOut: []) }
        let contact = Contact(record)
        let state = try await context.record(collection: "webhook_state", id: id)
        let isDisabled = state?["disabledAt"]?.stringValue != nil && state?["url"]?.stringValue == contact.webhookURL
        return Output(
            found: true, email: contact.email, name: contact.name,
            webhookURL: isDisabled ? nil : contact.webhookURL, webhookSecrets: contact.webhookSecrets,
            optedOut: contact.optedOut)
    }
}
