import Broker
import JSONModel

/// Makes the message that `routes explain` asks about of what was typed.
struct RouteMessage {
    /// What a submission says besides attributes; filters see only the first two.
    private static let fields = ["jobType", "creatorId", "attributes", "payload", "messageId", "notBefore"]

    let topic: String

    /// - Throws: ``CommandFailure`` (usage) if there is neither, or the message is no JSON object.
    func submission(message: String?, type: String?) throws -> JobSubmission {
        guard message != nil || type != nil else {
            throw CommandFailure(.usage, "give `--message JSON` or `--type TYPE`")
        }
        let members = try message.map(parse) ?? [:]
        let isEvent = topic == Topic.events
        var attributes = members["attributes"]?.objectValue ?? [:]
        for (name, value) in members where isEvent ? name != "attributes" : !Self.fields.contains(name) {
            attributes[name] = value
        }
        if isEvent, let type { attributes["type"] = .string(type) }
        let own = members[isEvent ? "type" : "jobType"]?.stringValue
        if let own, let type, own != type {
            throw CommandFailure(.usage, "`--type \(type)` contradicts the message, which says `\(own)`")
        }
        let jobType = type ?? own
        guard let jobType else {
            throw CommandFailure(.usage, "the message has no `\(isEvent ? "type" : "jobType")`; every message has one")
        }
        return JobSubmission(
            id: "", jobType: jobType, creatorID: members["creatorId"]?.stringValue, payload: [:],
            attributes: attributes,
            target: .topic(topic))
    }

    private func parse(_ text: String) throws -> [String: JSONValue] {
        do {
            let message = try text.hasPrefix("@") ? JSONFile.read(String(text.dropFirst())) : JSONValue(parsing: text)
            if let members = message.objectValue { return members }
            throw CommandFailure(.usage, "`--message` must be a JSON object")
        } catch let error as JSONParseError {
            throw CommandFailure(.usage, "\(error.code.rawValue): `--message` is not JSON: \(error)")
        }
    }
}
