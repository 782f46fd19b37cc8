import Broker
import Foundation
import JSONModel
import Logging
import PipelineDefinitions
import PipelineRuntime
import SQLiteBroker
import StepKit
import Synchronization

/// One row of the benchmark: so many no-op jobs through a real store, so many of them under way at once.
struct JobBench: Sendable {
    let steps: Int
    let inFlight: Int
    let jobs: Int
    let folder: String

    /// A step that does nothing: what is left is the cost of durability.
    struct NoOp: Step {
        static let descriptor = StepDescriptor<Empty, Empty>("bench.noop", "Does nothing.", input: {})
        init(environment: StepEnvironment) {}
        func run(_ input: Empty, in context: StepContext) async throws -> Empty { Empty() }
    }

    func run() async throws -> JSONValue {
        try? FileManager.default.removeItem(atPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let latencies = Latencies()
        let finished = Countdown(jobs)
        let plan = LocalEngine.Plan { observation in
            switch observation {
            case .stepStarted(let job, let step, _): latencies.begin(job + step)
            case .stepEnded(let job, let record, _): latencies.end(job + record.stepID)
            case .settled(_, let status) where status.isFinal: finished.countDown()
            default: break
            }
        }
        let engine = try await LocalEngine.open(
            project: try project(), registry: try StepRegistry([NoOp.self]), storePath: folder + "/bench.db",
            settings: Settings([:]), plan: plan, logger: Logger(label: "bench"))
        let seconds = await drive(engine, finished: finished)
        await engine.broker.close()
        return [
            "mode": "jobs", "steps": .int(Int64(steps)), "in_flight": .int(Int64(inFlight)), "jobs": .int(Int64(jobs)),
            "jobs_per_s": .double((Double(jobs) / seconds).rounded()),
            "step_p50_ms": .double(latencies.percentile(0.5)),
            "step_p99_ms": .double(latencies.percentile(0.99)),
        ]
    }

    /// Seconds from the first submission to the last settlement.
    private func drive(_ engine: LocalEngine, finished: Countdown) async -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await engine.runtime.run() }
            group.addTask { await submitAll(to: engine, through: finished.gate(width: inFlight)) }
            await finished.wait()
            let elapsed = clock.now - start
            engine.runtime.shutdown()
            await group.waitForAll()
            return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        }
    }

    /// Each submitter waits for its own commit, as callers of the API do.
    private func submitAll(to engine: LocalEngine, through gate: AsyncStream<Void>) async {
        await withDiscardingTaskGroup { group in
            for await _ in gate.prefix(jobs) {
                group.addTask { _ = try? await engine.intake.submit(SubmissionRequest(jobType: "bench", payload: [:])) }
            }
        }
    }

    private func project() throws -> Project {
        let lines = (1...steps).map { "  - { id: s\($0), uses: bench.noop }" }
        let text = "kind: pipeline\nname: bench\nsteps:\n" + lines.joined(separator: "\n") + "\n"
        let pipeline = try PipelineDefinition(pinned: text, name: "bench")
        let subscription = SubscriptionDefinition(
            name: "bench", match: ["jobType": "bench"], pipeline: "bench", concurrency: inFlight)
        return Project(pipelines: [pipeline], routing: RoutingDefinition(subscriptions: [subscription]))
    }
}

/// Times between a step's start and the moment its checkpoint is on disk.
private final class Latencies: Sendable {
    private struct State {
        var open: [String: ContinuousClock.Instant] = [:]
        var milliseconds: [Double] = []
    }

    private let state = Mutex(State())

    func begin(_ key: String) { state.withLock { $0.open[key] = .now } }

    func end(_ key: String) {
        state.withLock { state in
            guard let start = state.open.removeValue(forKey: key) else { return }
            let parts = (ContinuousClock.now - start).components
            state.milliseconds.append(Double(parts.seconds) * 1000 + Double(parts.attoseconds) / 1e15)
        }
    }

    func percentile(_ share: Double) -> Double {
        state.withLock { state in
            let sorted = state.milliseconds.sorted()
            guard !sorted.isEmpty else { return 0 }
            let value = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
            return (value * 1000).rounded() / 1000
        }
    }
}

/// Counts finished jobs, and lets a new one in for each.
private final class Countdown: Sendable {
    private struct State {
        var left: Int
        var gate: AsyncStream<Void>.Continuation?
    }

    private let state: Mutex<State>
    private let done = AsyncStream.makeStream(of: Void.self)

    init(_ count: Int) {
        state = Mutex(State(left: count))
    }

    /// One element for each job that may be submitted now: `width` at once, then one for each that has ended.
    func gate(width: Int) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        state.withLock { $0.gate = continuation }
        for _ in 0..<width { continuation.yield() }
        return stream
    }

    func countDown() {
        let (gate, isOver) = state.withLock { state in
            state.left -= 1
            return (state.gate, state.left == 0)
        }
        gate?.yield()
        if isOver { done.continuation.finish() }
    }

    func wait() async { for await _ in done.stream {} }
}
