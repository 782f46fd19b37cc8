import Broker
import Logging
import PipelineDefinitions
import StepKit

/// Runs a step's plugin: evaluate, check, try and try again, checkpoint.
struct StepRun: Sendable {
    let site: StepSite
    let start: Timestamp

    private var runtime: RuntimeParts { site.runtime }
    private var time: TimeSource { site.time }

    /// The step's record, once it is on disk.
    func run() async throws(AttemptEnd) -> StepRecord {
        guard let instance = runtime.instance(for: site.step, id: site.id) else {
            throw site.permanent("unknown_plugin", "plugin `\(site.step.uses)` is not part of this program")
        }
        let input = try input(for: instance.description)
        guard let rule = site.step.cache else { return try await runTries(of: instance, input: input, cache: nil) }
        let key = try CacheKey.text(
            plugin: site.step.uses, input: input, key: site.evaluate(rule.key, of: "cache.key"),
            creatorID: site.delivery.job.creatorID)
        let cached = CachedRun(site: site, key: key, description: instance.description, start: start)
        return try await cached.run { () throws(AttemptEnd) in
            try await runTries(
                of: instance, input: input, cache: CacheTarget(key: key, timeToLive: rule.timeToLive))
        }
    }

    private func input(for description: StepDescription) throws(AttemptEnd) -> JSONValue {
        let input = description.applyingDefaults(to: try site.evaluate(site.step.with, of: "with"))
        guard let problem = description.problems(in: input).first else { return input }
        throw site.permanent(
            StepFailure.Code.invalidPayload.rawValue, "`with` of `\(site.id)`: \(problem.message)",
            details: ["pointer": .string(problem.pointer.description)])
    }

    // MARK: - Tries

    private func runTries(
        of instance: StepInstance, input: JSONValue, cache: CacheTarget?
    ) async throws(AttemptEnd) -> StepRecord {
        var attempt = 1
        // What failed tries have used up; stored with the step's end, whatever that is.
        var spent: [StepEffect] = []
        while true {
            let (outcome, services) = await runTry(attempt, of: instance, input: input)
            switch outcome {
            case .completed(let output):
                return try await finish(
                    instance, output: output, attempt: attempt, spent: spent, effects: services.effects, cache: cache)
            case .aborted(let reason, _) where reason != .timedOut || site.signal.reason != nil:
                site.scope.book.owe((spent + services.costs).settlements)
                throw .aborted(site.signal.reason ?? reason, step: site.id)
            case .aborted:
                let message = "`\(site.id)` did not end within \(site.step.timeout.shortText)"
                spent += services.costs
                try await retryOrThrow(StepFailure(.timeout, message), after: attempt, spent: spent)
            case .failed(let failure):
                spent += services.costs
                try await retryOrThrow(failure, after: attempt, spent: spent)
            }
            attempt += 1
        }
    }

    private func runTry(
        _ attempt: Int, of instance: StepInstance, input: JSONValue
    ) async -> (StepOutcome, AttemptServices) {
        let timeout = min(site.step.timeout, max(site.deadline - time.now, .zero))
        let stepSignal = AbortSignal()
        let link = site.signal.onAbort { stepSignal.fire($0) }
        defer { link.cancel() }
        let services = services(attempt, deadline: time.now + timeout)
        let context = context(attempt, services, stepSignal)
        runtime.observe(.stepStarted(jobID: context.job.id, stepID: site.id, attempt: attempt))
        let (scope, stepID) = (site.scope, site.id)
        let outcome = await runtime.invoker.run(
            instance, input: input, context: context, timeout: timeout, services: services,
            onLateResult: { result in await scope.recordLate(result, of: stepID, attempt: attempt) })
        return (outcome, services)
    }

    private func services(_ attempt: Int, deadline: Timestamp) -> AttemptServices {
        let lock = site.delivery.lock
        return AttemptServices(
            deadline: deadline, time: time, workspaces: runtime.workspaces,
            workspace: runtime.workspaces.folder(
                jobID: site.delivery.job.id, stepID: site.id, fence: lock.fence, attempt: attempt),
            store: TryStore(broker: runtime.broker, lock: lock, stepID: site.id, attempt: attempt, time: time),
            secrets: { [runtime] in runtime.options.secrets[$0] }, random: runtime.options.random,
            onProgress: { fraction, note in offerProgress(fraction, note) })
    }

    private func context(_ attempt: Int, _ services: AttemptServices, _ signal: AbortSignal) -> StepContext {
        let job = site.delivery.job
        var logger = runtime.logger
        // At once: handlers write all of it out at each change.
        logger.handler.metadata.merge(["job": "\(job.id)", "step": "\(site.id)"]) { $1 }
        return StepContext(
            job: JobReference(id: job.id, jobType: job.jobType, creatorID: job.creatorID), stepID: site.id,
            attempt: attempt, fence: site.delivery.lock.fence, logger: logger, abort: signal, services: services)
    }

    private func offerProgress(_ fraction: Double, _ note: String?) {
        guard let value = site.share.percent(at: fraction) else { return }
        runtime.observe(
            .progress(jobID: site.delivery.job.id, stepID: site.id, progress: value, fraction: fraction, note: note))
        site.scope.progress.offer(
            ProgressReport(lock: site.delivery.lock, progress: value, step: site.id, note: note))
    }

    // MARK: - After

    private func retryOrThrow(
        _ failure: StepFailure, after attempt: Int, spent: [StepEffect]
    ) async throws(AttemptEnd) {
        do {
            if try await site.waitToRetry(failure, after: attempt) { return }
        } catch {
            site.scope.book.owe(spent.settlements)
            throw error
        }
        let record = FailureRecord(failure, step: site.id)
        try await site.store(site.record(.failed, failure: record, attempt: attempt, start: start), effects: spent)
        throw site.end(of: failure, record)
    }

    private func finish(
        _ instance: StepInstance, output: JSONValue, attempt: Int, spent: [StepEffect], effects: [StepEffect],
        cache: CacheTarget?
    ) async throws(AttemptEnd) -> StepRecord {
        if let problem = instance.description.outputProblems(in: output).first {
            let failure = FailureRecord(
                code: "invalid_output",
                message: "`\(site.step.uses)` returned what it does not declare: \(problem.message)", step: site.id,
                details: ["pointer": .string(problem.pointer.description)])
            // It was paid for all the same.
            try await site.store(
                site.record(.failed, failure: failure, attempt: attempt, start: start),
                effects: spent + effects.filter(\.isCost))
            throw .failed(failure, isRetryable: false)
        }
        let record = site.record(.completed, output: output, attempt: attempt, start: start)
        try await site.store(record, effects: spent + effects) { checkpoint in
            checkpoint.cacheWrite = cache.map {
                CacheWrite(
                    key: $0.key, output: output, expiresAt: time.now + $0.timeToLive, money: effects.mostSpent)
            }
        }
        return record
    }
}
