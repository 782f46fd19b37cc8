import Broker
import JSONModel
import JSONSchemaValidation
import Logging
import PipelineDefinitions
import StepKit

/// Runs the pipeline of one locked delivery to its settlement.
struct AttemptRun: Sendable {
    /// For `always` steps of a job that was cancelled.
    static let limitAfterCancel = Duration.seconds(30)

    let runtime: RuntimeParts
    let subscription: SubscriptionDefinition
    let delivery: LockedDelivery
    let pipeline: PipelineDefinition
    /// What the pipeline works on: the job's payload, or those of a batch.
    let input: JSONValue
    /// How many results the output must hold; `nil` for a job by itself. A batch that is tried again begins anew: who
    /// is in it differs.
    let batchSize: Int?
    /// Fired by whoever wants the attempt to stop: the user, the shutdown, the lock keeper, the deadline.
    let signal: AbortSignal
    /// From now on this signal is to be fired, by the shutdown and the lock keeper alone.
    let beginClosing: @Sendable (AbortSignal) -> Void

    private var time: TimeSource { runtime.time }
    private var job: JobRecord { delivery.job }
    /// For all steps together.
    private var limit: Duration { min(pipeline.deadline ?? subscription.timeout, subscription.timeout) }

    /// How the attempt should be settled.
    func run() async -> Settlement.Outcome {
        let scope = AttemptScope(
            runtime: runtime, delivery: delivery, signal: signal, pipelines: pipeline.children,
            book: AttemptBook(earlier: await earlierSteps()),
            progress: ProgressFeed(interval: runtime.options.progressInterval, startingAt: job.progress))
        return await withTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await scope.progress.run(broker: runtime.broker, time: time) }
            let result = await time.withLimit(limit, firing: signal) {
                do throws(AttemptEnd) { return Result<JSONValue, AttemptEnd>.success(try await runSteps(scope)) } catch
                {
                    return .failure(error)
                }
            }
            switch result {
            case .success(let output): return .complete(result: output)
            case .failure(let end): return await close(scope, outcome(of: end))
            }
        }
    }

    private func runSteps(_ scope: AttemptScope) async throws(AttemptEnd) -> JSONValue {
        let run = PipelineRun(
            scope: scope, pipeline: pipeline, prefix: "",
            context: AttemptContext(
                delivery: delivery, input: input, variables: runtime.options.variables,
                secrets: runtime.options.secrets),
            signal: signal, deadline: time.now + limit, share: .whole, depth: 0)
        // Whatever goes wrong from here on, its end is this pipeline's to make.
        scope.book.leaveOpen(run)
        try checkInput()
        let output = try await run.run()
        if let batchSize, output.arrayValue?.count != batchSize {
            scope.book.leaveOpen(run)
            throw .failed(
                FailureRecord(
                    code: "invalid_output", message: "the output is no list of \(batchSize) results, one for each job"),
                isRetryable: false)
        }
        return output
    }

    /// The payload was checked when it was submitted; by another version of the pipeline, perhaps.
    private func checkInput() throws(AttemptEnd) {
        guard let violation = pipeline.input.validate(input).first else { return }
        throw .failed(
            FailureRecord(
                code: StepFailure.Code.invalidPayload.rawValue, message: violation.message,
                details: ["pointer": .string(violation.instance.description)]),
            isRetryable: false)
    }

    // MARK: - Resuming

    /// What earlier attempts have recorded. Steps that closed the job do so again once it was redriven.
    private func earlierSteps() async -> [StepRecord] {
        guard batchSize == nil else { return [] }
        let closing = Set(delivery.steps.map(\.stepID).filter(pipeline.closes))
        guard !closing.isEmpty, let counts = await counts() else { return delivery.steps }
        let first = delivery.number - counts.spent - counts.workerDied
        return delivery.steps.filter { !closing.contains($0.stepID) || $0.delivery >= first }
    }

    /// Of this delivery, since it was redriven last.
    private func counts() async -> AttemptCounts? {
        try? await runtime.broker.deliveries(of: job.id).first { $0.lock.deliveryID == delivery.lock.deliveryID }?
            .counts
    }

    // MARK: - Ending

    private func outcome(of end: AttemptEnd) -> Settlement.Outcome {
        switch end {
        case .failed(let failure, isRetryable: true, let notBefore):
            return .retry(failure, cause: .failed, notBefore: notBefore)
        case .failed(let failure, isRetryable: false, _):
            let isBudget = failure.code == StepFailure.Code.budgetExceeded.rawValue
            let reason = isBudget ? DeadLetterReason.budgetExceeded : DeadLetterReason.permanentFailure
            return .deadLetter(reason: reason, failure, cause: .failed)
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

    /// Runs `on_failure` and `always` if the job ends with this attempt.
    private func close(_ scope: AttemptScope, _ outcome: Settlement.Outcome) async -> Settlement.Outcome {
        let open = scope.book.open.filter { !$0.pipeline.onFailure.isEmpty || !$0.pipeline.always.isEmpty }
        guard !open.isEmpty else { return outcome }
        switch outcome {
        case .cancel:
            _ = await close(scope, open, failure: nil, limit: Self.limitAfterCancel)
            return .cancel
        case .deadLetter(_, let failure, _):
            return await close(scope, open, failure: failure, limit: limit) ? outcome : .release
        case .retry(let failure, _, _):
            guard await isLastDelivery() else { return outcome }
            return await close(scope, open, failure: failure, limit: limit) ? outcome : .release
        case .complete, .release: return outcome
        }
    }

    /// - Returns: `false` if it was interrupted by a shutdown; the next attempt goes on with it.
    private func close(
        _ scope: AttemptScope, _ open: [PipelineRun], failure: FailureRecord?, limit: Duration
    ) async -> Bool {
        var scope = scope
        scope.signal = AbortSignal()
        beginClosing(scope.signal)
        let closing = Closing(scope: scope, deadline: time.now + limit, failure: failure)
        await time.withLimit(limit, firing: scope.signal) { await closing.run(open) }
        return scope.signal.reason != .shuttingDown && !Task.isCancelled
    }

    /// Whether another failure ends the job.
    private func isLastDelivery() async -> Bool {
        let spent = await counts()?.spent ?? delivery.number - 1
        return spent + 1 >= subscription.deliveries
    }
}

/// Why an attempt did not reach its end.
enum AttemptEnd: Error {
    case failed(FailureRecord, isRetryable: Bool, notBefore: Timestamp? = nil)
    /// The step's own timeout, its tries used up.
    case stepTimedOut(FailureRecord)
    case aborted(AbortReason, step: String?)
}
