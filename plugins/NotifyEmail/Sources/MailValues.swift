import StepKit

/// What templates may speak of.
enum MailValues {
    static func of(event: JSONValue, name: String?, to: [String], data: JSONValue?) -> JSONValue {
        let facts = event["data"] ?? .null
        return [
            "name": name.map { .string($0) } ?? .null, "to": .array(to.map { .string($0) }),
            "event": .object(eventFields(event)), "job": job(event, facts),
            "failure": facts["failure"] ?? .null, "data": data ?? facts,
        ]
    }

    /// The attributes every CloudEvent may have are known, whether this one has them or not.
    private static func eventFields(_ event: JSONValue) -> [String: JSONValue] {
        let known = ["id", "type", "source", "subject", "time", "data"]
        var fields = Dictionary(uniqueKeysWithValues: known.map { ($0, JSONValue.null) })
        if case .object(let members) = event { fields.merge(members) { $1 } }
        return fields
    }

    private static func job(_ event: JSONValue, _ facts: JSONValue) -> JSONValue {
        [
            "id": event["subject"] ?? .null, "type": facts["jobType"] ?? .null, "status": facts["status"] ?? .null,
            "creator": facts["creatorId"] ?? .null, "attempt": facts["attempt"] ?? .null,
        ]
    }
}
