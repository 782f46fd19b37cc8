import Broker
import Logging
import PipelineDefinitions
import StepKit
import Synchronization

/// Takes the deliveries of one subscription and runs an attempt for each, at most `concurrency` at once.
final class SubscriptionWorker: Sendable {
    private struct State {
        var active = 0
        var isStopping = false
    }

    private let runtime: RuntimeParts
    private let subscription: SubscriptionDefinition
    private let definitions: DefinitionCache
    private let held: HeldLocks
    private let keeperWakeUp: WakeUp
    private let wakeUp = WakeUp()
    private let state = Mutex(State())

    init(
        runtime: RuntimeParts, subscription: SubscriptionDefinition, definitions: DefinitionCache, held: HeldLocks,
        keeperWakeUp: WakeUp
    ) {
        self.runtime = runtime
        self.subscription = subscription
        self.definitions = definitions
        self.held = held
        self.keeperWakeUp = keeperWakeUp
    }

    /// Something may be ready.
    func wake() { wakeUp.set() }

    /// Take no more work; ``run()`` returns when the running attempts have ended.
    func stop() {
        state.withLock { $0.isStopping = true }
        wakeUp.set()
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled, !state.withLock({ $0.isStopping }) {
                let free = subscription.concurrency - state.withLock { $0.active }
                guard free > 0 else {
                    await wakeUp.wait()
                    continue
                }
                guard let answer = await lock(limit: free) else {
                    await wakeUp.wait(atMost: runtime.options.pollInterval, on: runtime.time)
                    continue
                }
                for delivery in answer.deliveries {
                    state.withLock { $0.active += 1 }
                    group.addTask { await self.runAttempt(delivery) }
                }
                if answer.deliveries.count < free { await rest(until: answer.nextReadyAt) }
            }
        }
    }

    private func lock(limit: Int) async -> LockAnswer? {
        let request = LockRequest(
            subscription: subscription.name, limit: limit, worker: runtime.options.worker,
            jobID: runtime.options.onlyJob)
        do {
            return try await runtime.broker.lock(request, at: runtime.time.now)
        } catch {
            runtime.logger.error("no work can be taken: \(error)", metadata: ["subscription": "\(subscription.name)"])
            return nil
        }
    }

    private func rest(until nextReadyAt: Timestamp?) async {
        let untilReady = nextReadyAt.map { max($0 - runtime.time.now, .zero) } ?? runtime.options.pollInterval
        await wakeUp.wait(atMost: min(untilReady, runtime.options.pollInterval), on: runtime.time)
    }

    private func runAttempt(_ delivery: LockedDelivery) async {
        let signal = AbortSignal()
        if delivery.job.isCancelling { signal.fire(.cancelled) }
        hold(delivery, signal: signal)
        let outcome: Settlement.Outcome
        do {
            let pipeline = try await definitions.pipeline(delivery.job.definition)
            outcome = await AttemptRun(
                runtime: runtime, subscription: subscription, delivery: delivery, pipeline: pipeline, signal: signal
            ).run()
        } catch {
            let failure = FailureRecord(
                code: "unknown_definition", message: "the job's pipeline cannot be read: \(error)")
            outcome = .deadLetter(reason: DeadLetterReason.permanentFailure, failure, cause: .failed)
        }
        await settle(delivery, outcome)
        held.remove(delivery.lock)
        state.withLock { $0.active -= 1 }
        wakeUp.set()
    }

    private func hold(_ delivery: LockedDelivery, signal: AbortSignal) {
        let now = runtime.time.now
        let interval = subscription.lock / 3
        held.add(
            HeldLocks.Held(
                lock: delivery.lock, signal: signal, lockedUntil: delivery.lockedUntil,
                renewUntil: subscription.renewFor.map { now + $0 }, interval: interval, renewAt: now + interval))
        keeperWakeUp.set()
    }

    private func settle(_ delivery: LockedDelivery, _ outcome: Settlement.Outcome) async {
        let jobID = delivery.job.id
        let settlement = Settlement(lock: delivery.lock, outcome: outcome)
        switch await runtime.broker.settle([settlement], at: runtime.time.now).first {
        case .success(let status):
            if status.isFinal { runtime.workspaces.remove(jobID: jobID) }
            runtime.observe(.settled(jobID: jobID, status: status))
        case .failure(let error):
            runtime.logger.warning("an attempt could not be settled: \(error)", metadata: ["job": "\(jobID)"])
        case nil: break
        }
    }
}
