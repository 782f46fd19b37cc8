import Broker
import JSONModel
import JSONSchemaValidation
import PipelineDefinitions
import StepKit

/// Runs the steps of another pipeline in the place of a step.
struct ChildRun: Sendable {
    /// How many pipelines may use each other.
    static let mostDepth = 16

    let site: StepSite
    /// The pipeline's.
    let name: String
    let start: Timestamp

    func run() async throws(AttemptEnd) -> StepRecord {
        guard let pipeline = site.scope.pipelines[name] else {
            throw site.permanent("unknown_pipeline", "pipeline `\(name)` is not part of the job's definition")
        }
        guard site.depth < Self.mostDepth else {
            throw site.permanent("too_deep", "more than \(Self.mostDepth) pipelines use each other")
        }
        let input = try input(of: pipeline)
        var attempt = 1
        while true {
            do throws(AttemptEnd) {
                let output = try await runSteps(of: pipeline, input: input)
                let record = site.record(.completed, output: output, attempt: attempt, start: start)
                try await site.store(record)
                return record
            } catch {
                guard let failure = error.stepFailure(at: site.time.now),
                    try await site.waitToRetry(failure, after: attempt)
                else { throw try await fail(error, attempt: attempt) }
            }
            attempt += 1
        }
    }

    private func input(of pipeline: PipelineDefinition) throws(AttemptEnd) -> JSONValue {
        let input = try site.evaluate(site.step.with, of: "with")
        guard let violation = pipeline.input.validate(input).first else { return input }
        throw site.permanent(
            StepFailure.Code.invalidPayload.rawValue, "`with` of `\(site.id)`: \(violation.message)",
            details: ["pointer": .string(violation.instance.description)])
    }

    private func runSteps(of pipeline: PipelineDefinition, input: JSONValue) async throws(AttemptEnd) -> JSONValue {
        let signal = AbortSignal()
        let link = site.signal.onAbort { signal.fire($0) }
        defer { link.cancel() }
        let limit = min(pipeline.deadline ?? site.step.timeout, site.step.timeout, site.deadline - site.time.now)
        let run = PipelineRun(
            scope: site.scope, pipeline: pipeline, prefix: site.id + ".", context: site.context.inside(input: input),
            signal: signal, deadline: site.time.now + limit, share: site.share, depth: site.depth + 1)
        let result = await site.time.withLimit(limit, firing: signal) {
            do throws(AttemptEnd) { return Result<_, AttemptEnd>.success(try await run.run()) } catch {
                return .failure(error)
            }
        }
        do {
            return try result.get()
        } catch .aborted(.timedOut, _) where site.signal.reason == nil {
            let message = "`\(site.id)` did not end within \(limit.shortText)"
            throw .stepTimedOut(
                FailureRecord(code: StepFailure.Code.timeout.rawValue, message: message, step: site.id))
        }
    }

    /// The failure of the step inside is the failure of this one.
    private func fail(_ end: AttemptEnd, attempt: Int) async throws(AttemptEnd) -> AttemptEnd {
        if let failure = end.failure {
            try await site.store(site.record(.failed, failure: failure, attempt: attempt, start: start))
        }
        return end
    }
}

extension AttemptEnd {
    /// As a retry policy looks at it.
    fileprivate func stepFailure(at now: Timestamp) -> StepFailure? {
        switch self {
        case .aborted: nil
        case .stepTimedOut(let record): StepFailure(.timeout, record.message, disposition: .retryable)
        case .failed(let record, let isRetryable, let notBefore):
            StepFailure(
                StepFailure.Code(rawValue: record.code), record.message,
                disposition: isRetryable ? .retryable(after: notBefore.map { max($0 - now, .zero) }) : .permanent)
        }
    }
}
