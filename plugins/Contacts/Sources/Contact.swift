import StepKit

/// What a record of the collection `contacts` says. Whatever is not of its form counts as left out.
struct Contact {
    let email: String?
    let name: String?
    let webhookURL: String?
    let webhookSecrets: [String]
    let optedOut: [String]

    init(_ record: JSONValue) {
        func text(_ key: String) -> String? { record[key]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
        func texts(_ key: String) -> [String] { record[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        email = text("email")
        name = text("name")
        webhookURL = text("webhookUrl")
        webhookSecrets = texts("webhookSecrets")
        optedOut = texts("optOut")
    }
}
