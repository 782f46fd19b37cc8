import JSONModel
import StepKit

/// The fields of a plugin that a channel fills by itself, because everything that tells somebody something has them.
struct ChannelFields {
    private(set) var values: [(name: String, value: JSONValue)] = []
    /// All of these must be true, or there is nobody to tell.
    private(set) var conditions: [String] = []
    /// Whether it asks who the recipient is.
    private(set) var asksRecipient = false
    /// Whether it reaches people one by one, outside: by mail or webhook.
    private(set) var reachesOutside = false

    private let source: RecipientSource

    /// Of a plugin that nobody knows.
    init(_ source: RecipientSource) { self.source = source }

    /// - Parameter given: the fields that the file gives.
    init(_ plugin: StepDescription, given: Set<String>, channel: String, source: RecipientSource) {
        self.source = source
        for field in plugin.fields where !given.contains(field.name) { fill(field.name) }
        if asksRecipient { conditions.append("!(\"\(channel)\" in \(source.list("opted_out")))") }
    }

    private mutating func fill(_ field: String) {
        switch field {
        case "to": fillAddress(field, from: "email")
        case "url": fillAddress(field, from: "webhook_url")
        case "name": fillFromRecipient(field, source.text("name"))
        case "secrets": fillFromRecipient(field, source.list("webhook_secrets"))
        case "user":
            values.append((field, "${{ job.creatorId }}"))
            conditions.append("job.creatorId != null")
            // Only contacts say of which channels somebody wants nothing.
            if case .contacts = source.kind { asksRecipient = true }
        case "event": values.append((field, "${{ input }}"))
        default: break
        }
    }

    private mutating func fillAddress(_ field: String, from name: String) {
        fillFromRecipient(field, source.text(name))
        conditions.append(source.has(name))
        reachesOutside = true
    }

    private mutating func fillFromRecipient(_ field: String, _ expression: String) {
        values.append((field, .string("${{ \(expression) }}")))
        asksRecipient = true
    }
}
