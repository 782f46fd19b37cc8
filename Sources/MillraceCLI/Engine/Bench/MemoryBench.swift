import Broker
import JSONModel
import PipelineRuntime
import SQLiteBroker
import Synchronization

/// Very many jobs of one step, those that ended more than two seconds ago being removed all the while: what grows then
/// is what would grow for ever.
struct MemoryBench: Sendable {
    private static let retention = Retention(jobs: .seconds(2), progressEvents: nil)
    private static let inFlight = 256

    let jobs: Int
    let folder: BenchFolder

    /// One row after each tenth, and one that says how much each job of the second half has left behind.
    func run(_ row: (JSONValue) -> Void) async throws {
        var points: [(jobs: Double, bytes: Double)] = []
        let current = Mutex(Countdown(0))
        try await BenchEngine.with(folder, steps: 1, concurrency: Self.inFlight) { observation in
            guard case .settled(_, let status) = observation, status.isFinal else { return }
            current.withLock { $0 }.countDown()
        } measuring: { engine in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await retire(engine) }
                for tenth in 1...10 {
                    let count = jobs * tenth / 10 - jobs * (tenth - 1) / 10
                    let ends = Countdown(count)
                    current.withLock { $0 = ends }
                    let rate = await Rate.of(count) {
                        await BenchEngine.work(count, inFlight: Self.inFlight, on: engine, countedBy: ends)
                    }
                    let memory = ProcessMemory.now
                    points.append((Double(jobs * tenth / 10), Double(memory.anonymous)))
                    row([
                        "mode": "memory", "jobs": .int(Int64(jobs * tenth / 10)), "jobs_per_s": rate,
                        "rss_kB": .int(Int64(memory.resident / 1024)),
                        "anonymous_kB": .int(Int64(memory.anonymous / 1024)),
                        "store_kB": .int(Int64(folder.storeSize / 1024)),
                    ])
                }
                group.cancelAll()
                do { try await group.waitForAll() } catch is CancellationError {}
            }
        }
        row(["mode": "memory_slope", "bytes_per_job": .double((Self.slope(points.suffix(6)) * 100).rounded() / 100)])
    }

    /// As the runtime's own keeper does, without its pauses: hundreds of jobs end each second.
    private func retire(_ engine: LocalEngine) async throws {
        while !Task.isCancelled {
            let hasMore = try await engine.broker.retire(Self.retention, at: engine.time.now).hasMore
            if !hasMore { try await engine.time.sleep(for: .milliseconds(100)) }
        }
    }

    /// The line that fits best.
    static func slope(_ points: ArraySlice<(jobs: Double, bytes: Double)>) -> Double {
        let count = Double(max(points.count, 1))
        let middle = points.reduce((0.0, 0.0)) { ($0.0 + $1.jobs / count, $0.1 + $1.bytes / count) }
        let spread = points.reduce(0) { $0 + ($1.jobs - middle.0) * ($1.jobs - middle.0) }
        let common = points.reduce(0) { $0 + ($1.jobs - middle.0) * ($1.bytes - middle.1) }
        return spread == 0 ? 0 : common / spread
    }
}
