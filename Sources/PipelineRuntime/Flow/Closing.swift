import Broker
import Logging
import PipelineDefinitions
import StepKit

/// Runs what an attempt leaves to be done that does not end in success: `on_failure` and `always` of every pipeline
/// that did not reach its end, inner ones first. What fails here is recorded and logged, and changes nothing.
struct Closing: Sendable {
    /// With a signal that has not fired yet.
    let scope: AttemptScope
    let deadline: Timestamp
    /// Why the job ends; `nil` if it was cancelled, which is no failure.
    let failure: FailureRecord?

    func run(_ open: [PipelineRun]) async {
        for run in open {
            if failure != nil { await runAll(run.pipeline.onFailure, of: run) }
            await runAll(run.pipeline.always, of: run)
        }
    }

    private func runAll(_ steps: [StepDefinition], of open: PipelineRun) async {
        var run = open
        run.scope = scope
        run.signal = scope.signal
        run.deadline = deadline
        run.share = .none
        for stage in StepPlan(steps).stages where scope.signal.reason == nil && !Task.isCancelled {
            // One that failed as the last step of a success does not get a second turn.
            guard !stage.steps.contains(where: { scope.book.written(run.prefix + $0.id) != nil }) else { continue }
            do throws(AttemptEnd) {
                _ = try await run.run(stage, context(of: run))
            } catch {
                await record(error, of: stage.steps[0], run)
            }
        }
    }

    /// With everything that is known of the pipeline's steps, also of those that failed.
    private func context(of run: PipelineRun) -> AttemptContext {
        var context = run.context.closing(run.pipeline, after: failure)
        for step in run.pipeline.allSteps {
            if let record = record(of: run.prefix + step.id) { context.add(record, as: step.id) }
        }
        return context
    }

    /// A step that was stopped has no record, but is known to have failed.
    private func record(of id: String) -> StepRecord? {
        if let record = scope.book.record(of: id) { return record }
        guard let failure, failure.step == id else { return nil }
        return failed(id, failure)
    }

    /// A step that failed before its body began has no record of its own yet.
    private func record(_ end: AttemptEnd, of step: StepDefinition, _ run: PipelineRun) async {
        guard let failure = end.failure else { return }
        let id = failure.step ?? run.prefix + step.id
        scope.runtime.logger.error(
            "a step that closes a job failed: \(failure.message)",
            metadata: ["job": "\(scope.delivery.job.id)", "step": "\(id)", "code": "\(failure.code)"])
        guard scope.book.written(id) == nil else { return }
        try? await scope.store(Checkpoint(lock: scope.delivery.lock, step: failed(id, failure)), percent: nil)
    }

    private func failed(_ id: String, _ failure: FailureRecord) -> StepRecord {
        StepRecord(
            stepID: id, status: .failed, failure: failure, attempt: 0, delivery: scope.delivery.number,
            startedAt: scope.time.now, endedAt: scope.time.now)
    }
}

extension PipelineDefinition {
    /// Whether a stored id belongs to a step of `on_failure` or `always`, here or in a pipeline that a step uses.
    func closes(with storedID: String) -> Bool {
        closes(storedID.split(separator: ".")[...], using: children)
    }

    private func closes(_ path: ArraySlice<Substring>, using pipelines: [String: PipelineDefinition]) -> Bool {
        guard let id = path.first else { return false }
        if (onFailure + always).contains(where: { $0.id == id }) { return true }
        guard let step = steps.first(where: { $0.id == id }), let child = step.pipeline.flatMap({ pipelines[$0] })
        else { return false }
        return child.closes(path.dropFirst(step.forEach == nil ? 1 : 2), using: pipelines)
    }
}
