import Broker
import Expressions
import Foundation
import Logging
import PipelineDefinitions
import StepKit

/// Runs one step of an attempt: evaluate, check, try and try again, checkpoint.
struct StepRun: Sendable {
    let runtime: RuntimeParts
    let delivery: LockedDelivery
    let step: StepDefinition
    let signal: AbortSignal
    /// The attempt's.
    let deadline: Timestamp
    let progress: ProgressFeed
    /// The job's progress when this step begins.
    let progressBefore: Int

    private var time: TimeSource { runtime.time }

    /// The step's record, once it is on disk.
    func run(_ context: AttemptContext) async throws(AttemptEnd) -> StepRecord {
        try throwIfAborted()
        let start = time.now
        guard try evaluateCondition(context) else {
            let record = StepRecord(
                stepID: step.id, status: .skipped, attempt: 0, delivery: delivery.number, startedAt: start,
                endedAt: start)
            try await checkpoint(record, effects: [])
            return record
        }
        guard let instance = runtime.instance(for: step) else {
            throw permanent("unknown_plugin", "plugin `\(step.uses)` is not part of this program")
        }
        let input = try evaluateInput(context, for: instance.description)
        var attempt = 1
        // What failed tries have used up; stored with the step's end, whatever that is.
        var spent: [StepEffect] = []
        while true {
            let (outcome, services) = await runTry(attempt, of: instance, input: input)
            switch outcome {
            case .completed(let output):
                return try await finish(
                    instance, output: output, attempt: attempt, start: start, effects: spent + services.effects)
            case .aborted(let reason, _) where reason != .timedOut || signal.reason != nil:
                throw .aborted(signal.reason ?? reason, step: step.id)
            case .aborted:
                let failure = StepFailure(.timeout, "`\(step.id)` did not end within \(step.timeout.shortText)")
                spent += services.costs
                try await retryOrThrow(failure, after: attempt, start: start, spent: spent)
            case .failed(let failure):
                spent += services.costs
                try await retryOrThrow(failure, after: attempt, start: start, spent: spent)
            }
            attempt += 1
        }
    }

    private func throwIfAborted() throws(AttemptEnd) {
        if let reason = signal.reason { throw .aborted(reason, step: step.id) }
    }

    private func permanent(_ code: String, _ message: String, details: JSONValue = .null) -> AttemptEnd {
        .failed(FailureRecord(code: code, message: message, step: step.id, details: details), isRetryable: false)
    }

    // MARK: - Before

    private func evaluateCondition(_ context: AttemptContext) throws(AttemptEnd) -> Bool {
        guard let when = step.when else { return true }
        do {
            guard case .bool(let value) = try when.evaluate(context.bindings) else {
                throw permanent("type_mismatch", "`when` of `\(step.id)` is not true or false")
            }
            return value
        } catch let end as AttemptEnd {
            throw end
        } catch {
            throw permanent("expression_failed", "`when` of `\(step.id)`: \(error)")
        }
    }

    private func evaluateInput(
        _ context: AttemptContext, for description: StepDescription
    ) throws(AttemptEnd) -> JSONValue {
        let evaluated: JSONValue
        do {
            evaluated = try step.with.evaluate(context.bindings)
        } catch {
            throw permanent(
                error.error.code.rawValue, "`with` of `\(step.id)`: \(error)",
                details: ["pointer": .string(error.pointer.description)])
        }
        let input = description.applyingDefaults(to: evaluated)
        guard let problem = description.problems(in: input).first else { return input }
        throw permanent(
            StepFailure.Code.invalidPayload.rawValue, "`with` of `\(step.id)`: \(problem.message)",
            details: ["pointer": .string(problem.pointer.description)])
    }

    // MARK: - Tries

    private func runTry(
        _ attempt: Int, of instance: StepInstance, input: JSONValue
    ) async -> (StepOutcome, AttemptServices) {
        let timeout = min(step.timeout, max(deadline - time.now, .zero))
        let stepSignal = AbortSignal()
        let link = signal.onAbort { stepSignal.fire($0) }
        defer { link.cancel() }
        let jobID = delivery.job.id
        let workspace = runtime.workspaces.folder(
            jobID: jobID, stepID: step.id, fence: delivery.lock.fence, attempt: attempt)
        let services = AttemptServices(
            deadline: time.now + timeout, time: time, workspaces: runtime.workspaces, workspace: workspace,
            reader: runtime.broker,
            secrets: { [runtime] in runtime.options.secrets[$0] }, random: runtime.options.random,
            onProgress: { fraction, note in offerProgress(fraction, note) })
        var logger = runtime.logger
        // At once: handlers write all of it out at each change.
        logger.handler.metadata.merge(["job": "\(jobID)", "step": "\(step.id)"]) { $1 }
        let context = StepContext(
            job: JobReference(id: jobID, jobType: delivery.job.jobType, creatorID: delivery.job.creatorID),
            stepID: step.id, attempt: attempt, fence: delivery.lock.fence, logger: logger, abort: stepSignal,
            services: services)
        runtime.observe(.stepStarted(jobID: jobID, stepID: step.id, attempt: attempt))
        let outcome = await runtime.invoker.run(
            instance, input: input, context: context, timeout: timeout, services: services,
            onLateResult: { result in await recordLate(result, attempt: attempt) })
        return (outcome, services)
    }

    private func offerProgress(_ fraction: Double, _ note: String?) {
        let value = progressBefore + Int(fraction * Double(step.progress - progressBefore))
        runtime.observe(
            .progress(jobID: delivery.job.id, stepID: step.id, progress: value, fraction: fraction, note: note))
        progress.offer(ProgressReport(lock: delivery.lock, progress: value, step: step.id, note: note))
    }

    private func retryOrThrow(
        _ failure: StepFailure, after attempt: Int, start: Timestamp, spent: [StepEffect]
    ) async throws(AttemptEnd) {
        try throwIfAborted()
        if let delay = runtime.retryDelay(step.retry, afterAttempt: attempt, failure: failure),
            delay < deadline - time.now
        {
            runtime.observe(
                .stepRetrying(jobID: delivery.job.id, stepID: step.id, failure: failure, delay: delay))
            await waitUnlessAborted(delay)
            try throwIfAborted()
            return
        }
        let record = FailureRecord(failure, step: step.id)
        try await checkpoint(
            StepRecord(
                stepID: step.id, status: .failed, failure: record, attempt: attempt, delivery: delivery.number,
                startedAt: start, endedAt: time.now),
            effects: spent)
        if failure.code == .timeout, failure.isRetryable { throw .stepTimedOut(record) }
        var notBefore: Timestamp?
        if case .retryable(let after?) = failure.disposition { notBefore = time.now + min(after, .seconds(86400)) }
        throw .failed(record, isRetryable: failure.isRetryable, notBefore: notBefore)
    }

    private func waitUnlessAborted(_ delay: Duration) async {
        let aborted = WakeUp()
        let registration = signal.onAbort { _ in aborted.set() }
        defer { registration.cancel() }
        await aborted.wait(atMost: delay, on: time)
    }

    private func recordLate(_ result: Result<JSONValue, any Error>, attempt: Int) async {
        let outcome =
            switch result {
            case .success: "completed"
            case .failure(let error as StepFailure): error.code.rawValue
            case .failure: StepFailure.Code.unexpected.rawValue
            }
        runtime.logger.warning(
            "a step ended after it was given up; its result is refused",
            metadata: ["job": "\(delivery.job.id)", "step": "\(step.id)", "outcome": "\(outcome)"])
        let late = LateResult(
            jobID: delivery.job.id, stepID: step.id, attempt: attempt, fence: delivery.lock.fence, outcome: outcome,
            receivedAt: time.now)
        do {
            try await runtime.broker.recordLate([late])
        } catch {
            runtime.logger.error("a late result could not be recorded: \(error)")
        }
    }

    // MARK: - After

    private func finish(
        _ instance: StepInstance, output: JSONValue, attempt: Int, start: Timestamp, effects: [StepEffect]
    ) async throws(AttemptEnd) -> StepRecord {
        if let problem = instance.description.outputProblems(in: output).first {
            let message = "`\(step.uses)` returned what it does not declare: \(problem.message)"
            throw permanent("invalid_output", message, details: ["pointer": .string(problem.pointer.description)])
        }
        let record = StepRecord(
            stepID: step.id, status: .completed, output: output, attempt: attempt, delivery: delivery.number,
            startedAt: start, endedAt: time.now)
        try await checkpoint(record, effects: effects)
        runtime.observe(.stepEnded(jobID: delivery.job.id, record: record, progress: step.progress))
        return record
    }

    private func checkpoint(_ record: StepRecord, effects: [StepEffect]) async throws(AttemptEnd) {
        var checkpoint = Checkpoint(lock: delivery.lock, step: record)
        if record.status != .failed { checkpoint.progress = step.progress }
        for effect in effects { checkpoint.add(effect, of: delivery.job, at: time.now) }
        if let reached = checkpoint.progress { progress.stepEnded(at: reached) }
        let answer = await runtime.broker.checkpoint([checkpoint], at: time.now).first
        guard case .failure(let error) = answer else { return }
        guard error.code == .lockLost else {
            // What nobody takes now may be taken once the routes are mended, but not by trying again.
            let isRetryable = error.code != .unroutable && error.code != .unknownSubscription
            throw .failed(
                FailureRecord(code: error.code.rawValue, message: error.message, step: step.id),
                isRetryable: isRetryable)
        }
        if record.status == .completed { await recordLate(.success(record.output), attempt: record.attempt) }
        signal.fire(.lockLost)
        throw .aborted(.lockLost, step: step.id)
    }
}
