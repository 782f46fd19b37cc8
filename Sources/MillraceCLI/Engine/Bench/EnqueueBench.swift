import JSONModel
import SQLiteBroker

/// Submitters that each wait for their own commit.
struct EnqueueBench: Sendable {
    let inFlight: Int
    let jobs: Int
    let folder: BenchFolder

    func run() async throws -> JSONValue {
        try await BenchStore.with(folder) { store in
            let before = store.broker.statistics
            let rate = try await Rate.of(jobs) { try await store.submit(jobs, bySubmitters: inFlight) }
            let after = store.broker.statistics
            let shared = Double(after.writes - before.writes) / Double(max(after.commits - before.commits, 1))
            return [
                "mode": "enqueue", "in_flight": .int(Int64(inFlight)), "jobs": .int(Int64(jobs)), "per_s": rate,
                "writes_per_commit": .double((shared * 10).rounded() / 10),
            ]
        }
    }
}
