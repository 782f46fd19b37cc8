import JSONModel

/// A worker that empties a full subscription: it locks a batch, settles it, and locks the next.
struct DrainBench: Sendable {
    let inFlight: Int
    let jobs: Int
    let folder: BenchFolder

    func run() async throws -> JSONValue {
        try await BenchStore.with(folder) { store in
            for start in stride(from: 0, to: jobs, by: 256) { try await store.submit(min(256, jobs - start)) }
            let rate = try await Rate.of(jobs) {
                var locks = try await store.lock(inFlight)
                while !locks.isEmpty {
                    try await store.complete(locks)
                    locks = try await store.lock(inFlight)
                }
            }
            return ["mode": "drain", "in_flight": .int(Int64(inFlight)), "jobs": .int(Int64(jobs)), "per_s": rate]
        }
    }
}
