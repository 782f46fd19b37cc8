import Broker
import Expressions
import JSONModel
import PipelineDefinitions

/// What the expressions of one attempt see.
struct AttemptContext: Sendable {
    private var roots: [String: CELValue]
    private var steps: [String: JSONValue] = [:]

    /// - Parameter input: the job's payload, or those of a batch.
    init(delivery: LockedDelivery, input: JSONValue, variables: [String: String], secrets: [String: String]) {
        let job = delivery.job
        roots = [
            "input": CELValue(input),
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

    /// As one item of a list sees it.
    func inside(item: JSONValue, index: Int) -> AttemptContext {
        var context = self
        context.roots["item"] = CELValue(item)
        context.roots["index"] = .int(Int64(index))
        return context
    }

    /// As a pipeline sees it that a step uses: with an input and steps of its own.
    func inside(input: JSONValue) -> AttemptContext {
        var context = self
        context.steps = [:]
        context.roots["input"] = CELValue(input)
        context.roots["item"] = nil
        context.roots["index"] = nil
        return context
    }

    /// As the steps see it that close a pipeline: with why it failed, empty if it did not, and with the steps that have
    /// not run.
    func closing(_ pipeline: PipelineDefinition, after failure: FailureRecord?) -> AttemptContext {
        var context = self
        var told: [String: JSONValue] = [:]
        if let failure {
            told = [
                "code": .string(failure.code), "message": .string(failure.message),
                "step": failure.step.map { .string($0) } ?? .null,
            ]
        }
        context.roots["failure"] = CELValue(.object(told))
        for step in pipeline.allSteps where context.steps[step.id] == nil {
            context.steps[step.id] = ["status": "not_run", "attempt": 0, "error": .null]
        }
        return context
    }

    /// - Parameter id: its own in the pipeline.
    mutating func add(_ record: StepRecord, as id: String) {
        var step: [String: JSONValue] = [
            "status": .string(record.status.rawValue), "attempt": .int(Int64(record.attempt)),
            "error": record.failure.map { ["code": .string($0.code), "message": .string($0.message)] } ?? .null,
        ]
        // A step that was skipped has none: `has(steps.x.output)` can tell, and `steps.x.?output` is empty.
        if record.status != .skipped { step["output"] = record.output }
        steps[id] = .object(step)
    }

    func output(ofStep id: String) -> JSONValue? { steps[id]?["output"] }
}
