public import Broker
public import Logging
public import PipelineDefinitions
public import StepKit
import Synchronization

/// Takes deliveries and runs pipelines until it is told to stop: a worker for each subscription, a keeper of locks,
/// a sweep.
public final class Runtime: Sendable {
    private let parts: RuntimeParts
    private let workers: [String: SubscriptionWorker]
    private let held = HeldLocks()
    private let keeperWakeUp = WakeUp()
    private let shutdownAsked = OneShot<Void>()

    /// Makes one instance of every plugin.
    /// - Throws: what a plugin's `init(environment:)` throws.
    public convenience init(
        broker: any Broker, registry: StepRegistry, environment: StepEnvironment, pipelines: [PipelineDefinition],
        subscriptions: [SubscriptionDefinition], options: RuntimeOptions, time: TimeSource, logger: Logger,
        observe: @escaping @Sendable (RuntimeObservation) -> Void = { _ in }
    ) throws {
        self.init(
            broker: broker, steps: try registry.makeInstances(environment: environment), pipelines: pipelines,
            subscriptions: subscriptions, options: options, time: time, logger: logger, observe: observe)
    }

    /// With plugins that are there already, and stand-ins for some steps.
    package init(
        broker: any Broker, steps: [String: StepInstance], pipelines: [PipelineDefinition],
        subscriptions: [SubscriptionDefinition], options: RuntimeOptions, time: TimeSource, logger: Logger,
        observe: @escaping @Sendable (RuntimeObservation) -> Void, standIns: StandIns? = nil
    ) {
        let threads = StepThreads(limit: Self.mostBodies(pipelines, subscriptions))
        parts = RuntimeParts(
            broker: broker, steps: steps,
            invoker: StepInvoker(
                time: time, threads: threads, grace: options.grace, executor: standIns?.executor),
            workspaces: Workspaces(root: options.workspaceRoot), options: options, time: time, logger: logger,
            observe: observe, standIns: standIns)
        let definitions = DefinitionCache(pipelines, reader: broker)
        let (parts, held, keeperWakeUp, inlinePlaces) = (parts, held, keeperWakeUp, InlinePlaces())
        workers = Dictionary(
            subscriptions.map { subscription in
                let worker = SubscriptionWorker(
                    runtime: parts, subscription: subscription, definitions: definitions, held: held,
                    keeperWakeUp: keeperWakeUp, inlinePlaces: inlinePlaces)
                return (subscription.name, worker)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Works until ``shutdown()`` was called and the running attempts have ended or been given back. Cancelling the
    /// task gives everything back at once.
    public func run() async {
        // Before anybody looks for work: a hint that comes in between is not lost.
        let changes = parts.broker.changes(of: [.ready, .cancelling])
        await withTaskGroup(of: Void.self) { helpers in
            let keeper = LockKeeper(
                held: held, broker: parts.broker, time: parts.time, logger: parts.logger, wakeUp: keeperWakeUp)
            helpers.addTask { await keeper.run() }
            helpers.addTask { await self.follow(changes) }
            helpers.addTask { await self.sweep() }
            helpers.addTask { await self.drain() }
            if let retention = parts.options.retention {
                let keeper = RetentionKeeper(
                    retention: retention, broker: parts.broker, time: parts.time, logger: parts.logger)
                helpers.addTask { await keeper.run() }
            }
            await withDiscardingTaskGroup { group in
                for worker in workers.values { group.addTask { await worker.run() } }
            }
            helpers.cancelAll()
        }
    }

    /// The subscriptions it works on.
    public var subscriptions: Set<String> { Set(workers.keys) }

    /// Takes no more work. Running attempts may go on for the drain time; then they are asked to stop and given back.
    public func shutdown() {
        for worker in workers.values { worker.stop() }
        shutdownAsked.set(())
    }

    /// Begins a job that waits at once, in this process and beyond the concurrency of its subscription; at most 16 such
    /// jobs run at the same time.
    /// - Returns: `false` if it cannot begin here and now: nobody works on its subscription here, it waits for its time
    ///   or its key, another has it, or there is no place. Then it has its turn as any other job.
    public func startNow(jobID: String) async -> Bool {
        let deliveries = (try? await parts.broker.deliveries(of: jobID)) ?? []
        for delivery in deliveries where delivery.state == .ready {
            if let worker = workers[delivery.subscription], await worker.startNow(jobID: jobID) { return true }
        }
        return false
    }

    /// A blocking body holds its thread, so there must be one for every body that may run.
    private static func mostBodies(
        _ pipelines: [PipelineDefinition], _ subscriptions: [SubscriptionDefinition]
    ) -> Int {
        let widths = Dictionary(pipelines.map { ($0.name, $0.width) }, uniquingKeysWith: { first, _ in first })
        let attempts = subscriptions.reduce(InlinePlaces.most) { $0 &+ $1.concurrency }
        let bodies = subscriptions.reduce(0) { $0 &+ $1.concurrency &* (widths[$1.pipeline] ?? 1) }
        // Threads are started when they are needed; so many groups at their widest would only wait for each other.
        return max(attempts, min(bodies, 4096), 64)
    }

    private func drain() async {
        guard await shutdownAsked.value() != nil else { return }
        guard (try? await parts.time.sleep(for: parts.options.drain)) != nil else { return }
        held.shutDown()
    }

    private func follow(_ changes: AsyncStream<BrokerChange>) async {
        for await change in changes {
            switch change {
            case .ready(let subscription): workers[subscription]?.wake()
            case .cancelling(let lock): held.cancel(lock)
            case .events: break
            }
        }
    }

    /// Removes the folders of jobs that ended without a worker: cancelled while they waited, or settled just before
    /// a crash.
    private func removeLeftFolders() async {
        for jobID in parts.workspaces.jobIDs {
            guard let job = try? await parts.broker.job(jobID), job.status.isFinal else { continue }
            parts.workspaces.remove(jobID: jobID)
        }
    }

    private func sweep() async {
        await removeLeftFolders()
        while (try? await parts.time.sleep(for: parts.options.pollInterval)) != nil {
            do {
                _ = try await parts.broker.sweep(liveWorkers: [parts.options.worker], at: parts.time.now)
            } catch {
                parts.logger.error("the sweep failed: \(error)")
            }
            await removeLeftFolders()
        }
    }
}
