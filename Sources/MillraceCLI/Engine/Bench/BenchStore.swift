import Broker
import Foundation
import PipelineRuntime
import SQLiteBroker

/// An empty store and no runtime: the caller is the worker.
struct BenchStore: Sendable {
    let broker: SQLiteBroker
    private let time = TimeSource.system()

    private init(_ broker: SQLiteBroker) {
        self.broker = broker
    }

    var now: Timestamp { time.now }

    /// Runs `body` with a store in a folder that is gone afterwards.
    static func with<Value>(
        _ folder: BenchFolder, _ subscriptions: [Subscription] = [BenchWork.subscription],
        _ body: (BenchStore) async throws -> Value
    ) async throws -> Value {
        let path = try folder.makeEmpty()
        defer { folder.remove() }
        let broker = try LocalEngine.openStore(path + "/bench.db", at: TimeSource.system().now)
        let store = BenchStore(broker)
        do {
            let definitions = Set(subscriptions.map(\.definition)).map { Definition(hash: $0, name: $0, text: "") }
            let topology = Topology(subscriptions: subscriptions, definitions: definitions)
            try await broker.configure(topology, at: store.now)
            let value = try await body(store)
            await broker.close()
            return value
        } catch {
            await broker.close()
            throw error
        }
    }

    /// Stores that many jobs in one call.
    func submit(_ count: Int) async throws {
        let now = now
        let jobs = (0..<count).map { _ in BenchWork.submission(at: now) }
        for answer in await broker.submit(jobs, at: now) { _ = try answer.get() }
    }

    /// So many submitters at once, each of which waits for its own commit before it submits its next job.
    func submit(_ jobs: Int, bySubmitters submitters: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<min(submitters, jobs) {
                group.addTask {
                    for _ in stride(from: first, to: jobs, by: submitters) { try await submit(1) }
                }
            }
            try await group.waitForAll()
        }
    }

    func lock(_ limit: Int, of subscription: String = BenchWork.name) async throws -> [Lock] {
        let request = LockRequest(subscription: subscription, limit: limit, worker: BenchWork.name)
        return try await broker.lock(request, at: now).deliveries.map(\.lock)
    }

    /// Stores a finished step of each of these deliveries in one call.
    func checkpoint(_ locks: [Lock], step number: Int, of steps: Int) async throws {
        let now = now
        let record = StepRecord(
            stepID: "s\(number)", status: .completed, output: BenchWork.output, attempt: 1, delivery: 1, startedAt: now,
            endedAt: now)
        let checkpoints = locks.map { Checkpoint(lock: $0, step: record, progress: 100 * number / steps) }
        for answer in await broker.checkpoint(checkpoints, at: now) { try answer.get() }
    }

    /// Completes these deliveries in one call.
    func complete(_ locks: [Lock]) async throws {
        let settlements = locks.map { Settlement(lock: $0, outcome: .complete(result: BenchWork.output)) }
        for answer in await broker.settle(settlements, at: now) { _ = try answer.get() }
    }
}
