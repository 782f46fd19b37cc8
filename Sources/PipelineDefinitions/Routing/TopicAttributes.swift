import Broker
import Expressions
import JSONModel

/// Which attributes the messages of a topic have: those of every job, and on `events` those of an event.
struct TopicAttributes {
    let topic: String

    /// Submissions may carry attributes of their own; events have no others.
    var isOpen: Bool { topic != Topic.events }

    /// What every message has.
    var names: [String] {
        isOpen ? ["jobType", "creatorId"] : ["type", "status", "jobId", "jobType", "creatorId", "subscription"]
    }

    var domain: AttributeDomain { isOpen ? Self.jobs : Self.events }

    private static let jobs = AttributeDomain(
        ["jobType": .text, "creatorId": .textOrNull], examples: ["jobType": "job", "creatorId": .null])

    private static let statuses = JobStatus.allCases.map(\.rawValue)

    private static let events = AttributeDomain(
        [
            "type": .text, "status": .text(among: statuses), "jobId": .text, "jobType": .text,
            "creatorId": .textOrNull, "subscription": .anything,
        ], isOpen: false,
        examples: [
            "type": "job.completed", "status": "completed", "jobId": "1", "jobType": "job", "creatorId": .null,
        ])

    /// The type of `message`.
    var type: StaticType {
        var members: [String: ObjectShape.Member] = ["jobType": .init(.string), "creatorId": .init(.any)]
        if !isOpen {
            members["type"] = .init(.string)
            members["jobId"] = .init(.string)
            members["status"] = .init(.string(among: Set(Self.statuses)))
            members["subscription"] = .init(.any, absence: "only events of the runtime have it")
        }
        return .object(ObjectShape(name: "a message of `\(topic)`", members: members, isOpen: isOpen))
    }

    /// Attributes as a person would give them: those that say nothing are left out.
    static func text(_ attributes: [String: JSONValue]) -> String {
        JSONValue.object(attributes.filter { !($0.key == "creatorId" && $0.value.isNull) }).text()
    }
}
