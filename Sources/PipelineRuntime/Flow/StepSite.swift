import Broker
import Expressions
import PipelineDefinitions
import StepKit

/// One step where it is about to run: what it sees, who may stop it, and until when.
struct StepSite: Sendable {
    let scope: AttemptScope
    let step: StepDefinition
    /// As it is stored: `summaries.0` for an item, `sub.save` for a step of a pipeline that `sub` uses.
    var id: String
    var context: AttemptContext
    var signal: AbortSignal
    let deadline: Timestamp
    var share: ProgressShare
    /// How many pipelines use each other above it.
    let depth: Int

    var time: TimeSource { scope.time }
    var runtime: RuntimeParts { scope.runtime }
    var delivery: LockedDelivery { scope.delivery }

    /// The step's record, once it is on disk.
    func run() async throws(AttemptEnd) -> StepRecord {
        guard step.forEach == nil else {
            if let record = finished() { return record }
            return try await ItemsRun(site: self).run()
        }
        return try await runOnce()
    }

    /// The step for itself, or for one item.
    func runOnce() async throws(AttemptEnd) -> StepRecord {
        if let record = finished() { return record }
        try throwIfAborted()
        let start = time.now
        guard try condition() else {
            let record = record(.skipped, attempt: 0, start: start)
            try await store(record)
            return record
        }
        if let name = step.pipeline {
            return try await ChildRun(site: self, name: name, start: start).run()
        }
        return try await StepRun(site: self, start: start).run()
    }

    private func finished() -> StepRecord? {
        guard let record = scope.finished(id) else { return nil }
        // Others that run at the same time go on from there.
        _ = share.percent(at: 1)
        return record
    }

    // MARK: - What its expressions say

    private func condition() throws(AttemptEnd) -> Bool {
        guard let when = step.when else { return true }
        do {
            guard case .bool(let value) = try when.evaluate(context.bindings) else {
                throw permanent("type_mismatch", "`when` of `\(id)` is not true or false")
            }
            return value
        } catch let end as AttemptEnd {
            throw end
        } catch {
            throw permanent("expression_failed", "`when` of `\(id)`: \(error)")
        }
    }

    /// - Parameter key: whose value it is, for messages.
    func evaluate(_ value: ValueTemplate, of key: String) throws(AttemptEnd) -> JSONValue {
        do {
            return try value.evaluate(context.bindings)
        } catch {
            throw permanent(
                error.error.code.rawValue, "`\(key)` of `\(id)`: \(error)",
                details: ["pointer": .string(error.pointer.description)])
        }
    }

    // MARK: - How it ends

    func throwIfAborted() throws(AttemptEnd) {
        if let reason = signal.reason { throw .aborted(reason, step: id) }
    }

    func permanent(_ code: String, _ message: String, details: JSONValue = .null) -> AttemptEnd {
        .failed(FailureRecord(code: code, message: message, step: id, details: details), isRetryable: false)
    }

    func record(
        _ status: StepRecord.Status, output: JSONValue = .null, failure: FailureRecord? = nil, attempt: Int,
        start: Timestamp
    ) -> StepRecord {
        StepRecord(
            stepID: id, status: status, output: output, failure: failure, attempt: attempt, delivery: delivery.number,
            startedAt: start, endedAt: time.now)
    }

    /// - Parameter complete: adds to the checkpoint what belongs to it.
    func store(
        _ record: StepRecord, effects: [StepEffect] = [], _ complete: (inout Checkpoint) -> Void = { _ in }
    ) async throws(AttemptEnd) {
        var checkpoint = Checkpoint(lock: delivery.lock, step: record)
        for effect in effects { checkpoint.add(effect, of: delivery.job, at: time.now) }
        complete(&checkpoint)
        let percent = record.status == .failed ? nil : share.percent(at: 1)
        try await scope.store(checkpoint, percent: percent)
        if record.status != .failed {
            runtime.observe(
                .stepEnded(jobID: delivery.job.id, record: record, progress: percent ?? delivery.job.progress))
        }
    }

    /// Waits until the next try by the step's policy; `false` if there is none.
    func waitToRetry(_ failure: StepFailure, after attempt: Int) async throws(AttemptEnd) -> Bool {
        try throwIfAborted()
        guard let delay = runtime.retryDelay(step.retry, afterAttempt: attempt, failure: failure),
            delay < deadline - time.now
        else { return false }
        runtime.observe(.stepRetrying(jobID: delivery.job.id, stepID: id, failure: failure, delay: delay))
        let aborted = WakeUp()
        let registration = signal.onAbort { _ in aborted.set() }
        defer { registration.cancel() }
        await aborted.wait(atMost: delay, on: time)
        try throwIfAborted()
        return true
    }

    /// How the attempt ends that ends with this failure.
    func end(of failure: StepFailure, _ record: FailureRecord) -> AttemptEnd {
        if failure.code == .timeout, failure.isRetryable { return .stepTimedOut(record) }
        var notBefore: Timestamp?
        if case .retryable(let after?) = failure.disposition { notBefore = time.now + min(after, .seconds(86400)) }
        return .failed(record, isRetryable: failure.isRetryable, notBefore: notBefore)
    }
}
