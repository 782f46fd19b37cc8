import Broker
import Expressions
import Foundation
import Logging
import JSONSchemaValidation
import PipelineDefinitions
import StepKit

/// Runs the pipeline of one locked delivery to its settlement.
struct AttemptRun: Sendable {
    let runtime: RuntimeParts
    let subscription: SubscriptionDefinition
    let delivery: LockedDelivery
    let pipeline: PipelineDefinition
    /// Fired by whoever wants the attempt to stop: the user, the shutdown, the lock keeper, the deadline.
    let signal: AbortSignal

    private var time: TimeSource { runtime.time }
    private var job: JobRecord { delivery.job }
    /// For all steps together.
    private var limit: Duration { min(pipeline.deadline ?? subscription.timeout, subscription.timeout) }

    /// How the attempt should be settled.
    func run() async -> Settlement.Outcome {
        let deadline = time.now + limit
        let progress = ProgressFeed(interval: runtime.options.progressInterval, startingAt: job.progress)
        return await withTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await progress.run(broker: runtime.broker, time: time) }
            group.addTask {
                guard (try? await time.sleep(for: deadline - time.now)) != nil else { return }
                signal.fire(.timedOut)
            }
            do throws(AttemptEnd) {
                return .complete(result: try await runSteps(deadline: deadline, progress: progress))
            } catch {
                return outcome(of: error)
            }
        }
    }

    private func runSteps(deadline: Timestamp, progress: ProgressFeed) async throws(AttemptEnd) -> JSONValue {
        try checkPayload()
        var context = AttemptContext(
            delivery: delivery, variables: runtime.options.variables, secrets: runtime.options.secrets)
        let earlier = Dictionary(delivery.steps.map { ($0.stepID, $0) }, uniquingKeysWith: { $1 })
        var reached = 0
        for step in pipeline.steps {
            if let record = earlier[step.id], record.status != .failed,
                runtime.holdsArtifacts(of: record.output)
            {
                context.add(record)
            } else {
                let run = StepRun(
                    runtime: runtime, delivery: delivery, step: step, signal: signal, deadline: deadline,
                    progress: progress, progressBefore: reached)
                context.add(try await run.run(context))
            }
            reached = step.progress
        }
        guard let output = pipeline.output else {
            return pipeline.steps.last.flatMap { context.output(ofStep: $0.id) } ?? .null
        }
        do {
            return try output.evaluate(context.bindings)
        } catch {
            throw .failed(
                FailureRecord(code: error.error.code.rawValue, message: "output: \(error)"), isRetryable: false)
        }
    }

    /// The payload was checked when it was submitted; by another version of the pipeline, perhaps.
    private func checkPayload() throws(AttemptEnd) {
        guard let violation = pipeline.input.validate(job.payload).first else { return }
        throw .failed(
            FailureRecord(
                code: StepFailure.Code.invalidPayload.rawValue, message: violation.message,
                details: ["pointer": .string(violation.instance.description)]),
            isRetryable: false)
    }

    private func outcome(of end: AttemptEnd) -> Settlement.Outcome {
        switch end {
        case .failed(let failure, isRetryable: true, let notBefore):
            return .retry(failure, cause: .failed, notBefore: notBefore)
        case .failed(let failure, isRetryable: false, _):
            return .deadLetter(reason: DeadLetterReason.permanentFailure, failure, cause: .failed)
        case .stepTimedOut(let failure):
            return .retry(failure, cause: .timedOut, notBefore: nil)
        case .aborted(.timedOut, let step):
            let message = "the attempt did not end within its deadline of \(limit.shortText)"
            let failure = FailureRecord(code: StepFailure.Code.timeout.rawValue, message: message, step: step)
            return .retry(failure, cause: .timedOut, notBefore: nil)
        case .aborted(.cancelled, _): return .cancel
        case .aborted(.shuttingDown, _), .aborted(.lockLost, _): return .release
        }
    }
}

/// Why an attempt did not reach its end.
enum AttemptEnd: Error {
    case failed(FailureRecord, isRetryable: Bool, notBefore: Timestamp? = nil)
    /// The step's own timeout, its tries used up.
    case stepTimedOut(FailureRecord)
    case aborted(AbortReason, step: String?)
}
