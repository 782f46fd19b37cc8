import Broker
import Expressions
import JSONModel
import PipelineDefinitions
import StepKit

/// Runs the steps of one pipeline in their order: the job's own, or one that a step uses.
struct PipelineRun: Sendable {
    var scope: AttemptScope
    let pipeline: PipelineDefinition
    /// Of its steps' stored ids: empty, or `sub.`.
    let prefix: String
    /// What its first step sees.
    var context: AttemptContext
    var signal: AbortSignal
    var deadline: Timestamp
    var share: ProgressShare
    let depth: Int

    /// The pipeline's output.
    func run() async throws(AttemptEnd) -> JSONValue {
        do {
            let context = try await walk(StepPlan(pipeline.steps), context)
            let reached = pipeline.steps.last?.progress ?? 0
            let output = try output(try await close(context, progressBefore: reached))
            scope.book.reachEnd(of: self)
            return output
        } catch {
            scope.book.leaveOpen(self)
            throw error
        }
    }

    /// On the way to success the steps of `always` are simply the last ones.
    private func close(
        _ context: AttemptContext, progressBefore: Int
    ) async throws(AttemptEnd) -> AttemptContext {
        guard !pipeline.always.isEmpty else { return context }
        return try await walk(
            StepPlan(pipeline.always, progressBefore: progressBefore), context.closing(pipeline, after: nil))
    }

    private func walk(_ plan: StepPlan, _ context: AttemptContext) async throws(AttemptEnd) -> AttemptContext {
        var context = context
        for stage in plan.stages {
            let records = try await run(stage, context)
            for (step, record) in zip(stage.steps, records) { context.add(record, as: step.id) }
        }
        return context
    }

    /// The steps of a group see what was there before it, and not each other.
    func run(_ stage: StepPlan.Stage, _ context: AttemptContext) async throws(AttemptEnd) -> [StepRecord] {
        let part = share.part(from: stage.progressBefore, to: stage.progress)
        if stage.steps.count == 1 { return [try await site(stage.steps[0], context, signal, part).run()] }
        let parts = part.split(stage.steps.count)
        do throws(Together.Failed) {
            return try await Together(atMost: stage.atOnce, signal: signal).run(stage.steps.count) {
                (index, signal) throws(AttemptEnd) in
                try await site(stage.steps[index], context, signal, parts[index]).run()
            }
        } catch {
            throw error.end
        }
    }

    func site(
        _ step: StepDefinition, _ context: AttemptContext, _ signal: AbortSignal, _ share: ProgressShare
    ) -> StepSite {
        StepSite(
            scope: scope, step: step, id: prefix + step.id, context: context, signal: signal, deadline: deadline,
            share: share, depth: depth)
    }

    private func output(_ context: AttemptContext) throws(AttemptEnd) -> JSONValue {
        guard let output = pipeline.output else {
            return pipeline.steps.last.flatMap { context.output(ofStep: $0.id) } ?? .null
        }
        do {
            return try output.evaluate(context.bindings)
        } catch {
            let place = prefix.isEmpty ? "output" : "output of `\(pipeline.name)`"
            throw .failed(
                FailureRecord(
                    code: error.error.code.rawValue, message: "\(place): \(error)",
                    step: prefix.isEmpty ? nil : String(prefix.dropLast())),
                isRetryable: false)
        }
    }
}
