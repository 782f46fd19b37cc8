import Broker
import ChildProcess
import Logging
import StepKit

/// Runs one try of a step so that it is over at its deadline plus the grace period, whatever its body does.
///
/// The body runs in an unstructured task, the only one in the runtime: a task group waits for its children, so a
/// deadline built from one does not hold against a body that ignores cancellation.
struct StepInvoker: Sendable {
    let time: TimeSource
    let threads: StepThreads
    /// Between asking a step to stop and ending it.
    let grace: Duration
    /// Where bodies run instead of a thread of their own; `nil` but for tests of pipelines.
    var executor: (any TaskExecutor)?

    /// - Parameters:
    ///   - signal: fired here at the timeout; others may fire it too.
    ///   - services: closed when the try is over; nothing the body does later has an effect.
    ///   - onLateResult: called when an abandoned body ends after all.
    func run(
        _ step: StepInstance, input: JSONValue, context: StepContext, timeout: Duration, services: AttemptServices,
        onLateResult: @escaping @Sendable (Result<JSONValue, any Error>) async -> Void
    ) async -> StepOutcome {
        let ended = OneShot<StepOutcome>()
        let asked = OneShot<AbortReason>()
        let body = startBody(step, input: input, context: context, ended: ended, onLateResult: onLateResult)
        let registration = context.abort.onAbort { reason in
            asked.set(reason)
            body.cancel()
        }
        defer { registration.cancel() }
        let outcome = await withTaskGroup(of: Void.self) { group in
            group.addTask { await fireAtTimeout(timeout, context.abort) }
            group.addTask { await endAfterGrace(asked: asked, ended: ended) }
            defer { group.cancelAll() }
            if let outcome = await ended.value() { return outcome }
            // The runtime itself was cancelled: nobody waits for a grace period any more.
            context.abort.fire(.shuttingDown)
            return abandonBody(context.abort.reason ?? .shuttingDown, ended)
        }
        services.close()
        await endProcesses(of: services)
        return outcome
    }

    /// On a step's thread: a process that does not die at once keeps the caller waiting.
    private func endProcesses(of services: AttemptServices) async {
        let processGroups = services.processGroups
        guard !processGroups.isEmpty else { return }
        await withTaskExecutorPreference(threads) { @concurrent in
            for processGroup in processGroups { endProcessGroup(processGroup) }
        }
    }

    private func startBody(
        _ step: StepInstance, input: JSONValue, context: StepContext, ended: OneShot<StepOutcome>,
        onLateResult: @escaping @Sendable (Result<JSONValue, any Error>) async -> Void
    ) -> Task<Void, Never> {
        Task(executorPreference: executor ?? threads) { [threads] in
            let result: Result<JSONValue, any Error>
            do {
                // Asked to stop while it waited for a thread: it must not begin after its end.
                try context.abort.throwIfAborted()
                result = .success(try await step.run(input, context))
            } catch {
                result = .failure(error)
            }
            if !ended.set(Self.outcome(of: result, signal: context.abort)) {
                threads.abandonedBodyEnded()
                await onLateResult(result)
            }
        }
    }

    private func fireAtTimeout(_ timeout: Duration, _ signal: AbortSignal) async {
        do { try await time.sleep(for: timeout) } catch { return }
        signal.fire(.timedOut)
    }

    private func endAfterGrace(asked: OneShot<AbortReason>, ended: OneShot<StepOutcome>) async {
        guard let reason = await asked.value() else { return }
        do { try await time.sleep(for: grace) } catch { return }
        abandonBody(reason, ended)
    }

    @discardableResult
    private func abandonBody(_ reason: AbortReason, _ ended: OneShot<StepOutcome>) -> StepOutcome {
        let outcome = StepOutcome.aborted(reason, isAbandoned: true)
        // Raised first: the body may end, and lower it again, between the two lines.
        threads.bodyWasAbandoned()
        if !ended.set(outcome) { threads.abandonedBodyEnded() }
        return outcome
    }

    /// What the body's result means. Anything thrown after the signal fired is its answer to the signal; a success
    /// within the grace period is a success.
    private static func outcome(of result: Result<JSONValue, any Error>, signal: AbortSignal) -> StepOutcome {
        switch result {
        case .success(let output): return .completed(output)
        case .failure(let error):
            if let reason = signal.reason { return .aborted(reason, isAbandoned: false) }
            if let failure = error as? StepFailure { return .failed(failure) }
            return .failed(StepFailure(.unexpected, String(describing: error)))
        }
    }
}
