import Broker
import Expressions
import JSONModel
import PipelineDefinitions

/// What the expressions of one attempt see.
struct AttemptContext {
    private let roots: [String: CELValue]
    private var steps: [String: JSONValue] = [:]

    init(delivery: LockedDelivery, variables: [String: String], secrets: [String: String]) {
        let job = delivery.job
        roots = [
            "input": CELValue(job.payload),
            "job": CELValue([
                "id": .string(job.id), "type": .string(job.jobType),
                "creatorId": job.creatorID.map { .string($0) } ?? .null,
                "attempt": .int(Int64(delivery.number)), "createdAt": .int(job.createdAt.milliseconds),
                // The first attempt's start: a resumed job sees the same time.
                "now": .int((job.startedAt ?? job.createdAt).milliseconds),
            ]),
            "message": CELValue(.object(delivery.attributes)),
            "env": CELValue(.object(variables.mapValues { .string($0) })),
            "secrets": CELValue(.object(secrets.mapValues { .string($0) })),
        ]
    }

    var bindings: [String: CELValue] {
        roots.merging(["steps": CELValue(.object(steps))]) { $1 }
    }

    mutating func add(_ record: StepRecord) {
        var step: [String: JSONValue] = [
            "status": .string(record.status.rawValue), "attempt": .int(Int64(record.attempt)),
            "error": record.failure.map { ["code": .string($0.code), "message": .string($0.message)] } ?? .null,
        ]
        // A step that was skipped has none: `has(steps.x.output)` can tell, and `steps.x.?output` is empty.
        if record.status != .skipped { step["output"] = record.output }
        steps[record.stepID] = .object(step)
    }

    func output(ofStep id: String) -> JSONValue? { steps[id]?["output"] }
}
