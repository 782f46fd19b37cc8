import Broker
import Expressions
import JSONModel
import Logging
import PipelineDefinitions
import StepKit
import Synchronization

/// Takes the deliveries of one subscription and runs an attempt for each, or for each batch, at most `concurrency` at
/// once. Up to `prefetch` more are locked and kept at hand, so that the next attempt begins without asking the store.
final class SubscriptionWorker: Sendable {
    private let runtime: RuntimeParts
    private let subscription: SubscriptionDefinition
    private let definitions: DefinitionCache
    private let held: HeldLocks
    private let keeperWakeUp: WakeUp
    private let inlinePlaces: InlinePlaces
    private let wakeUp = WakeUp()
    private let queue: Mutex<WorkQueue>

    init(
        runtime: RuntimeParts, subscription: SubscriptionDefinition, definitions: DefinitionCache, held: HeldLocks,
        keeperWakeUp: WakeUp, inlinePlaces: InlinePlaces
    ) {
        self.runtime = runtime
        self.subscription = subscription
        self.definitions = definitions
        self.held = held
        self.keeperWakeUp = keeperWakeUp
        self.inlinePlaces = inlinePlaces
        queue = Mutex(
            WorkQueue(
                concurrency: subscription.concurrency, prefetch: subscription.prefetch,
                size: subscription.batch?.size ?? 1, wait: subscription.batch?.wait ?? .zero))
    }

    /// Something may be ready.
    func wake() { wakeUp.set() }

    /// Take no more work; ``run()`` returns when the running attempts have ended.
    func stop() {
        queue.withLock { $0.close() }
        wakeUp.set()
    }

    func run() async {
        queue.withLock { $0.open() }
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled, !queue.withLock({ $0.isClosed }) {
                let look = await lockWhatIsFree()
                while let urgent = queue.withLock({ $0.takeUrgent() }) {
                    group.addTask { await self.runInline(urgent) }
                }
                while let next = takeRipe() { group.addTask { await self.runAttempts(beginningWith: next) } }
                await rest(after: look)
            }
            await giveBackAtHand()
        }
    }

    /// Locks that job's delivery and runs it beyond the subscription's concurrency.
    /// - Returns: `false` if it cannot begin here and now; then it waits its turn as any other.
    func startNow(jobID: String) async -> Bool {
        guard subscription.batch == nil, queue.withLock({ $0.isOpen }), inlinePlaces.take() else { return false }
        guard let taken = await lock(limit: 1, jobID: jobID)?.deliveries.first.map(hold) else {
            inlinePlaces.giveBack()
            return false
        }
        guard queue.withLock({ $0.addUrgent(taken) }) else {
            inlinePlaces.giveBack()
            await giveBack([taken])
            return false
        }
        wakeUp.set()
        return true
    }

    // MARK: - Taking

    private enum Look {
        case noAnswer
        /// All places are taken: only an attempt's end makes the next look worth while.
        case full
        case more(nextReadyAt: Timestamp?)
    }

    private func lockWhatIsFree() async -> Look {
        let free = queue.withLock { $0.free }
        guard free > 0 else { return .full }
        guard let answer = await lock(limit: free, jobID: runtime.options.onlyJob) else { return .noAnswer }
        let taken = answer.deliveries.map { (hold($0), gatheringKey(of: $0)) }
        let now = runtime.time.now
        queue.withLock { queue in
            for (taken, key) in taken { queue.add(taken, key: key, at: now) }
        }
        return taken.count == free ? .full : .more(nextReadyAt: answer.nextReadyAt)
    }

    /// `nil` if the store gave no answer.
    private func lock(limit: Int, jobID: String?) async -> LockAnswer? {
        let request = LockRequest(
            subscription: subscription.name, limit: limit, worker: runtime.options.worker, jobID: jobID)
        do {
            return try await runtime.broker.lock(request, at: runtime.time.now)
        } catch {
            runtime.logger.error("no work can be taken: \(error)", metadata: ["subscription": "\(subscription.name)"])
            return nil
        }
    }

    private func hold(_ delivery: LockedDelivery) -> TakenDelivery {
        let signal = AbortSignal()
        if delivery.job.isCancelling { signal.fire(.cancelled) }
        let interval = subscription.lock / 3
        held.add(
            HeldLocks.Held(
                lock: delivery.lock, signal: signal, lockedUntil: delivery.lockedUntil, renewUntil: nil,
                interval: interval, renewAt: runtime.time.now + interval))
        keeperWakeUp.set()
        return TakenDelivery(delivery: delivery, signal: signal)
    }

    /// Deliveries run together by the same pipeline, whose messages give the same value. One that gives none runs by
    /// itself.
    private func gatheringKey(of delivery: LockedDelivery) -> String {
        guard let by = subscription.batch?.by else { return delivery.job.definition }
        guard let value = try? by.evaluate(["message": CELValue(.object(delivery.routingAttributes))]) else {
            return "job \(delivery.job.id)"
        }
        return "\(delivery.job.definition) \(value)"
    }

    private func rest(after look: Look) async {
        let poll = runtime.options.pollInterval
        let due = queue.withLock { $0.nextDue }.map { max($0 - runtime.time.now, .zero) }
        switch look {
        case .noAnswer: await wakeUp.wait(atMost: min(due ?? poll, poll), on: runtime.time)
        case .full: if let due { await wakeUp.wait(atMost: due, on: runtime.time) } else { await wakeUp.wait() }
        case .more(let nextReadyAt):
            let ready = nextReadyAt.map { max($0 - runtime.time.now, .zero) } ?? poll
            await wakeUp.wait(atMost: min(ready, due ?? poll, poll), on: runtime.time)
        }
    }

    /// What was locked and not begun costs nobody an attempt.
    private func giveBackAtHand() async { await giveBack(queue.withLock { $0.takeAll() }) }

    private func giveBack(_ taken: [TakenDelivery]) async {
        guard !taken.isEmpty else { return }
        let settlements = taken.map { Settlement(lock: $0.lock, outcome: .release) }
        _ = await runtime.broker.settle(settlements, at: runtime.time.now)
        for taken in taken { held.remove(taken.lock) }
    }

    // MARK: - Running

    private func takeRipe() -> [TakenDelivery]? {
        let now = runtime.time.now
        return queue.withLock { $0.takeRipe(at: now) }
    }

    /// One attempt, and then whatever is at hand.
    private func runAttempts(beginningWith first: [TakenDelivery]) async {
        var next: [TakenDelivery]? = first
        while let taken = next {
            await runAttempt(taken)
            queue.withLock { $0.attemptEnded() }
            next = takeRipe()
            wakeUp.set()
        }
    }

    private func runInline(_ taken: TakenDelivery) async {
        await runAttempt([taken])
        inlinePlaces.giveBack()
    }

    private func runAttempt(_ members: [TakenDelivery]) async {
        if let most = subscription.renewFor {
            for member in members { held.renew(member.lock, until: runtime.time.now + most) }
            keeperWakeUp.set()
        }
        await DeliveryTurn(
            runtime: runtime, subscription: subscription, definitions: definitions, held: held, members: members
        ).run()
    }
}

extension LockedDelivery {
    /// Everything its subscription matched on; see ``JobSubmission/routingAttributes``.
    fileprivate var routingAttributes: [String: JSONValue] {
        let own: [String: JSONValue] = [
            "jobType": .string(job.jobType), "creatorId": job.creatorID.map { .string($0) } ?? .null,
        ]
        return job.topic == Topic.events ? own.merging(attributes) { $1 } : attributes.merging(own) { $1 }
    }
}
