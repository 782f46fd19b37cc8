import Broker
import Logging
import PipelineDefinitions
import StepKit

/// What all steps of one attempt share.
struct AttemptScope: Sendable {
    let runtime: RuntimeParts
    let delivery: LockedDelivery
    /// The attempt's own; those of its parts follow it.
    var signal: AbortSignal
    /// Those its pipeline uses.
    let pipelines: [String: PipelineDefinition]
    let book: AttemptBook
    let progress: ProgressFeed

    var time: TimeSource { runtime.time }

    /// The record of a step that need not run again.
    func finished(_ id: String) -> StepRecord? {
        guard let record = book.record(of: id), record.status != .failed, runtime.holdsArtifacts(of: record.output)
        else { return nil }
        return record
    }

    /// Stores a step's record with all it leaves behind.
    /// - Parameter percent: the job's progress from now on; it never goes back.
    func store(_ checkpoint: Checkpoint, percent: Int?) async throws(AttemptEnd) {
        var checkpoint = checkpoint
        checkpoint.spends += book.takeOwed()
        checkpoint.progress = percent.map(progress.stepEnded)
        let answer = await runtime.broker.checkpoint([checkpoint], at: time.now).first
        let record = checkpoint.step
        guard case .failure(let error) = answer else { return book.note(record) }
        guard error.code == .lockLost else {
            // What nobody takes now may be taken once the routes are mended, but not by trying again.
            let isRetryable = error.code != .unroutable && error.code != .unknownSubscription
            throw .failed(
                FailureRecord(code: error.code.rawValue, message: error.message, step: record.stepID),
                isRetryable: isRetryable)
        }
        if record.status == .completed {
            await recordLate(.success(record.output), of: record.stepID, attempt: record.attempt)
        }
        signal.fire(.lockLost)
        throw .aborted(.lockLost, step: record.stepID)
    }

    /// Keeps a result that came too late.
    func recordLate(_ result: Result<JSONValue, any Error>, of stepID: String, attempt: Int) async {
        let outcome =
            switch result {
            case .success: "completed"
            case .failure(let error as StepFailure): error.code.rawValue
            case .failure: StepFailure.Code.unexpected.rawValue
            }
        runtime.logger.warning(
            "a step ended after it was given up; its result is refused",
            metadata: ["job": "\(delivery.job.id)", "step": "\(stepID)", "outcome": "\(outcome)"])
        let late = LateResult(
            jobID: delivery.job.id, stepID: stepID, attempt: attempt, fence: delivery.lock.fence, outcome: outcome,
            receivedAt: time.now)
        do {
            try await runtime.broker.recordLate([late])
        } catch {
            runtime.logger.error("a late result could not be recorded: \(error)")
        }
    }
}
