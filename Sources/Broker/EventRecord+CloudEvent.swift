public import JSONModel

extension EventRecord {
    /// The event as a CloudEvent (https://github.com/cloudevents/spec, version 1.0.2) with the `sequence` extension.
    public var cloudEvent: JSONValue {
        [
            "specversion": "1.0", "id": .string(String(sequence)), "source": .string("/v1/jobs/\(jobID)"),
            "type": .string(type), "subject": .string(jobID), "time": .string(time.text),
            "datacontenttype": "application/json", "data": data, "sequence": .string(String(sequence)),
        ]
    }

    /// The job that runs for this event in the subscriptions of `events` that take it. What the runtime says about a
    /// job is no hop: notifications do not announce each other, and the last job of a chain may be announced too.
    package func reaction(about job: JobHead, attributes: [String: JSONValue]) -> JobSubmission {
        JobSubmission(
            id: "\(jobID).\(sequence)", jobType: type, creatorID: job.creatorID, payload: cloudEvent,
            attributes: attributes, target: .topic(Topic.events), parentID: jobID,
            hops: isLifecycle ? job.hops : job.hops + 1)
    }

    private var isLifecycle: Bool { NewEvent(type: type, data: data).isLifecycle }
}
