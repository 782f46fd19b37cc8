import Broker
import Foundation
import JSONModel

/// How a creator wants to be told. Secrets go in and are never shown.
struct Contact {
    static let collection = "contacts"
    private static let fields = ["email", "name", "webhookUrl", "webhookSecret", "webhookSecrets", "optOut"]

    var email: String?
    var name: String?
    var webhookURL: String?
    /// The newest first: each signs, so that a receiver may change over.
    var webhookSecrets: [String] = []
    /// Channels that must not be used.
    var optOut: [String] = []

    /// What the state of the creator's webhook is kept under.
    static func state(of creator: String) -> RecordKey { RecordKey(collection: "webhook_state", id: creator) }

    /// As it is stored.
    init(_ value: JSONValue) {
        email = value["email"]?.stringValue
        name = value["name"]?.stringValue
        webhookURL = value["webhookUrl"]?.stringValue
        webhookSecrets = value["webhookSecrets"]?.arrayValue?.compactMap(\.stringValue) ?? []
        optOut = value["optOut"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// The body of a PUT.
    ///
    /// A secret stays unless another one is given, which takes the first place and leaves the old one the second;
    /// `null` removes all, and `webhookSecrets` says all.
    init(_ value: JSONValue, replacing before: Contact?) throws {
        let body = try ObjectBody(value, known: Self.fields)
        email = try body.text("email").map { try ContactCheck.email($0) }
        name = try body.text("name").map { try ContactCheck.name($0) }
        webhookURL = try body.text("webhookUrl").map { try ContactCheck.webhookURL($0) }
        optOut = try ContactCheck.texts(body, "optOut", atMost: 32, ContactCheck.channel)
        webhookSecrets = try Self.secrets(body, before?.webhookSecrets ?? [])
    }

    var value: JSONValue {
        var members: [String: JSONValue] = [
            "webhookSecrets": .array(webhookSecrets.map { .string($0) }), "optOut": .array(optOut.map { .string($0) }),
        ]
        members["email"] = email.map { .string($0) }
        members["name"] = name.map { .string($0) }
        members["webhookUrl"] = webhookURL.map { .string($0) }
        return .object(members)
    }

    /// Requests that nobody can check are not sent, so an address has a secret.
    /// - Returns: the one made.
    mutating func makeSecretIfMissing() -> String? {
        guard webhookURL != nil, webhookSecrets.isEmpty else { return nil }
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let secret = "whsec_" + Data(bytes).base64EncodedString()
        webhookSecrets = [secret]
        return secret
    }

    func view(creator: String, disabledAt: JSONValue?) -> JSONValue {
        let text = { (text: String?) -> JSONValue in text.map { .string($0) } ?? .null }
        return [
            "creatorId": .string(creator), "email": text(email), "name": text(name), "webhookUrl": text(webhookURL),
            "webhookSecrets": .int(Int64(webhookSecrets.count)), "optOut": .array(optOut.map { .string($0) }),
            "webhookDisabledAt": disabledAt ?? .null,
        ]
    }

    private static func secrets(_ body: ObjectBody, _ before: [String]) throws -> [String] {
        if body.value("webhookSecrets") != nil {
            return try ContactCheck.texts(body, "webhookSecrets", atMost: 2, ContactCheck.secret)
        }
        guard let given = body.value("webhookSecret") else { return before }
        guard !given.isNull, let text = try body.text("webhookSecret") else { return [] }
        let secret = try ContactCheck.secret(text, at: "/webhookSecret")
        return [secret] + before.filter { $0 != secret }.prefix(1)
    }
}
