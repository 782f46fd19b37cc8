public import Broker
public import JSONModel

/// A job as people and programs see it: the same object from `--json`, over HTTP and in the dashboard.
public enum JobView {
    /// - Parameter steps: with their timings; `nil` leaves the key out, for lists.
    public static func value(of job: JobRecord, pipeline: String?, steps: [StepRecord]? = nil) -> JSONValue {
        var view: [String: JSONValue] = [
            "id": .string(job.id), "jobType": .string(job.jobType), "status": .string(job.status.rawValue),
            "creatorId": job.creatorID.map { .string($0) } ?? .null, "progress": .int(Int64(job.progress)),
            "attempt": .int(Int64(job.attempt)), "subscription": .string(job.subscription),
            "pipeline": pipeline.map { .string($0) } ?? .null, "definition": .string(job.definition),
            "createdAt": text(job.createdAt), "startedAt": text(job.startedAt), "endedAt": text(job.endedAt),
            "nextAttemptAt": text(job.readyAt), "topic": .string(job.topic),
            "parentId": job.parentID.map { .string($0) } ?? .null, "cancelling": .bool(job.isCancelling),
            "result": job.result ?? .null,
            // A failure of an earlier attempt is no longer the job's error once a later one has completed.
            "error": job.status == .completed ? .null : job.failure.map(value) ?? .null,
        ]
        if let steps {
            view["payload"] = job.payload
            view["steps"] = .array(steps.map(value))
        }
        return .object(view)
    }

    public static func value(of event: EventRecord) -> JSONValue {
        [
            "sequence": .int(event.sequence), "jobId": .string(event.jobID), "type": .string(event.type),
            "time": text(event.time), "data": event.data,
        ]
    }

    private static func value(of failure: FailureRecord) -> JSONValue {
        [
            "code": .string(failure.code), "message": .string(failure.message),
            "step": failure.step.map { .string($0) } ?? .null, "details": failure.details,
        ]
    }

    private static func value(of step: StepRecord) -> JSONValue {
        [
            "id": .string(step.stepID), "status": .string(step.status.rawValue), "attempt": .int(Int64(step.attempt)),
            "startedAt": text(step.startedAt), "endedAt": text(step.endedAt),
            "seconds": .double(Double((step.endedAt - step.startedAt).wholeMilliseconds) / 1000),
            "error": step.failure.map(value) ?? .null,
        ]
    }

    private static func text(_ moment: Timestamp?) -> JSONValue { moment.map { .string($0.text) } ?? .null }
}
