import Broker
import Logging
import PipelineDefinitions
import StepKit
import Synchronization

/// Takes the deliveries of one subscription and runs an attempt for each, at most `concurrency` at once. Up to
/// `prefetch` more are locked and kept at hand, so that the next attempt begins without asking the store.
final class SubscriptionWorker: Sendable {
    private struct Taken: Sendable {
        let delivery: LockedDelivery
        let signal: AbortSignal
    }

    private struct State {
        var active = 0
        var atHand: [Taken] = []
        var isStopping = false

        /// What may begin now; counted as active.
        mutating func takeNext(concurrency: Int) -> Taken? {
            guard !isStopping, active < concurrency, !atHand.isEmpty else { return nil }
            active += 1
            return atHand.removeFirst()
        }
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
                guard let answer = await lockWhatIsFree() else {
                    await wakeUp.wait(atMost: runtime.options.pollInterval, on: runtime.time)
                    continue
                }
                while let next = state.withLock({ $0.takeNext(concurrency: subscription.concurrency) }) {
                    group.addTask { await self.runAttempts(beginningWith: next) }
                }
                if !answer.isFull { await rest(until: answer.nextReadyAt) } else { await wakeUp.wait() }
            }
            await giveBackAtHand()
        }
    }

    // MARK: - Taking

    private struct Look {
        /// Whether all places are taken, so that only an attempt's end makes the next look worth while.
        let isFull: Bool
        let nextReadyAt: Timestamp?
    }

    /// `nil` if the store gave no answer.
    private func lockWhatIsFree() async -> Look? {
        let free = state.withLock { subscription.concurrency + subscription.prefetch - $0.active - $0.atHand.count }
        guard free > 0 else { return Look(isFull: true, nextReadyAt: nil) }
        let request = LockRequest(
            subscription: subscription.name, limit: free, worker: runtime.options.worker,
            jobID: runtime.options.onlyJob)
        do {
            let answer = try await runtime.broker.lock(request, at: runtime.time.now)
            let taken = answer.deliveries.map(hold)
            state.withLock { $0.atHand += taken }
            return Look(isFull: taken.count == free, nextReadyAt: answer.nextReadyAt)
        } catch {
            runtime.logger.error("no work can be taken: \(error)", metadata: ["subscription": "\(subscription.name)"])
            return nil
        }
    }

    private func hold(_ delivery: LockedDelivery) -> Taken {
        let signal = AbortSignal()
        if delivery.job.isCancelling { signal.fire(.cancelled) }
        let interval = subscription.lock / 3
        held.add(
            HeldLocks.Held(
                lock: delivery.lock, signal: signal, lockedUntil: delivery.lockedUntil, renewUntil: nil,
                interval: interval, renewAt: runtime.time.now + interval))
        keeperWakeUp.set()
        return Taken(delivery: delivery, signal: signal)
    }

    private func rest(until nextReadyAt: Timestamp?) async {
        let untilReady = nextReadyAt.map { max($0 - runtime.time.now, .zero) } ?? runtime.options.pollInterval
        await wakeUp.wait(atMost: min(untilReady, runtime.options.pollInterval), on: runtime.time)
    }

    /// What was locked and not begun costs nobody an attempt.
    private func giveBackAtHand() async {
        let taken = state.withLock { state in
            defer { state.atHand = [] }
            return state.atHand
        }
        guard !taken.isEmpty else { return }
        let settlements = taken.map { Settlement(lock: $0.delivery.lock, outcome: .release) }
        _ = await runtime.broker.settle(settlements, at: runtime.time.now)
        for delivery in taken { held.remove(delivery.delivery.lock) }
    }

    // MARK: - Running

    /// One attempt, and then whatever is at hand.
    private func runAttempts(beginningWith first: Taken) async {
        var next: Taken? = first
        while let taken = next {
            await runAttempt(taken)
            next = state.withLock { state in
                state.active -= 1
                return state.takeNext(concurrency: subscription.concurrency)
            }
            wakeUp.set()
        }
    }

    private func runAttempt(_ taken: Taken) async {
        let delivery = taken.delivery
        if let most = subscription.renewFor {
            held.renew(delivery.lock, until: runtime.time.now + most)
            keeperWakeUp.set()
        }
        let outcome: Settlement.Outcome
        do {
            let pipeline = try await definitions.pipeline(delivery.job.definition)
            outcome = await AttemptRun(
                runtime: runtime, subscription: subscription, delivery: delivery, pipeline: pipeline,
                signal: taken.signal
            ).run()
        } catch {
            let failure = FailureRecord(
                code: "unknown_definition", message: "the job's pipeline cannot be read: \(error)")
            outcome = .deadLetter(reason: DeadLetterReason.permanentFailure, failure, cause: .failed)
        }
        await settle(delivery, outcome)
        held.remove(delivery.lock)
    }

    private func settle(_ delivery: LockedDelivery, _ outcome: Settlement.Outcome) async {
        let jobID = delivery.job.id
        let settlement = Settlement(lock: delivery.lock, outcome: outcome)
        switch await runtime.broker.settle([settlement], at: runtime.time.now).first {
        case .success(let status):
            if status.isFinal { runtime.workspaces.removeIfMade(jobID: jobID) }
            runtime.observe(.settled(jobID: jobID, status: status))
        case .failure(let error):
            runtime.logger.warning("an attempt could not be settled: \(error)", metadata: ["job": "\(jobID)"])
        case nil: break
        }
    }
}
