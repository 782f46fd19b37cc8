public import JSONModel

/// A mail or a webhook that was caught instead of delivered.
public struct InboxItem: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case mail, webhook
    }

    /// Counts from 1 as long as the inbox lives.
    public let id: Int
    public let kind: Kind
    /// When it came, as RFC 3339 text in UTC.
    public let time: String
    /// The sender of a mail; the method and path of a webhook.
    public let from: String
    /// The recipients of a mail; the URL a webhook was meant for.
    public let to: [String]
    /// The subject of a mail; the event type of a webhook, where its body says it.
    public let subject: String
    public let headers: [Header]
    /// A mail's readable text; a webhook's body.
    public let text: String
    /// A mail's HTML; `nil` if it has none.
    public let html: String?

    public struct Header: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    /// As the API shows it.
    public var value: JSONValue {
        [
            "id": .int(Int64(id)), "kind": .string(kind.rawValue), "time": .string(time), "from": .string(from),
            "to": .array(to.map { .string($0) }), "subject": .string(subject),
            "headers": .array(headers.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "text": .string(text), "html": html.map { .string($0) } ?? .null,
        ]
    }
}
