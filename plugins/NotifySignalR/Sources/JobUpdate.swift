import StepKit

/// What clients are told of an event: `jobId`, `type`, `time` and `id` of every event; `jobType`, `status`, `progress`
/// and `attempt` where the runtime said them; all else of the event's data, if there is more, below `data`.
struct JobUpdate: Sendable {
    private static let facts = ["jobType", "status", "progress", "attempt"]

    let value: JSONValue

    init(_ event: JSONValue) throws(StepFailure) {
        guard let job = event["subject"]?.stringValue, let type = event["type"]?.stringValue else {
            throw StepFailure(.invalidPayload, "`event` is no CloudEvent with a type and a job as its subject")
        }
        var update: [String: JSONValue] = ["jobId": .string(job), "type": .string(type)]
        update["time"] = event["time"]
        update["id"] = event["id"]
        if case .object(var data)? = event["data"] {
            for name in Self.facts { update[name] = data.removeValue(forKey: name) }
            // The client's own name is no news to it.
            data["creatorId"] = nil
            if !data.isEmpty { update["data"] = .object(data) }
        } else {
            update["data"] = event["data"]
        }
        value = .object(update)
    }
}
