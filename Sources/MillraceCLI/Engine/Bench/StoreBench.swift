import Broker
import JSONModel

/// The same way of a job without a runtime: batches of `inFlight` jobs are submitted, locked, checkpointed and settled,
/// one call after another, which is what the ceiling program does.
struct StoreBench: Sendable {
    /// Who takes events, beside the jobs' own subscription.
    enum Events: String, Sendable {
        /// Nobody.
        case stored
        /// Three subscriptions take three events of each job; each of the nine is locked and settled.
        case delivered
    }

    let steps: Int
    let inFlight: Int
    let jobs: Int
    let events: Events
    let folder: BenchFolder

    func run() async throws -> JSONValue {
        try await BenchStore.with(folder, [BenchWork.subscription] + listeners) { store in
            let rate = try await Rate.of(jobs) {
                for start in stride(from: 0, to: jobs, by: inFlight) {
                    try await live(min(inFlight, jobs - start), on: store)
                }
            }
            return [
                "mode": "store", "steps": .int(Int64(steps)), "in_flight": .int(Int64(inFlight)),
                "jobs": .int(Int64(jobs)), "events": .string(events.rawValue), "jobs_per_s": rate,
            ]
        }
    }

    /// The whole life of that many jobs.
    private func live(_ count: Int, on store: BenchStore) async throws {
        try await store.submit(count)
        let locks = try await store.lock(count)
        for step in 0..<steps { try await store.checkpoint(locks, step: step + 1, of: steps) }
        try await store.complete(locks)
        for listener in listeners {
            try await store.complete(try await store.lock(3 * count, of: listener.name))
        }
    }

    private var listeners: [Subscription] {
        guard events == .delivered else { return [] }
        let types: Set<JSONValue> = ["job.submitted", "job.started", "job.completed"]
        return (1...3).map { number in
            Subscription(
                name: "listener-\(number)", topic: Topic.events, match: [:],
                condition: { attributes in attributes["type"].map { types.contains($0) } ?? false },
                definition: BenchWork.name)
        }
    }
}
