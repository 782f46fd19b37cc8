import Logging
import PipelineRuntime
import SQLiteBroker
import StepKit

/// An empty store with a running runtime, as `serve` has it.
enum BenchEngine {
    /// Runs `body` while the runtime works.
    static func with<Value: Sendable>(
        _ folder: BenchFolder, steps: Int, concurrency: Int,
        observe: @escaping @Sendable (RuntimeObservation) -> Void,
        measuring body: (LocalEngine) async throws -> Value
    ) async throws -> Value {
        let path = try folder.makeEmpty()
        defer { folder.remove() }
        let engine = try await LocalEngine.open(
            project: try BenchWork.project(steps: steps, concurrency: concurrency),
            registry: try StepRegistry([BenchWork.NoOp.self]), storePath: path + "/bench.db", settings: Settings([:]),
            plan: LocalEngine.Plan(observe: observe), logger: Logger(label: BenchWork.name))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.runtime.run() }
            let result = await Result.catching { try await body(engine) }
            engine.runtime.shutdown()
            try await group.waitForAll()
            await engine.broker.close()
            return try result.get()
        }
    }

    /// Submits that many jobs, at most `inFlight` of which have not ended, and waits for the last one's end.
    static func work(_ jobs: Int, inFlight: Int, on engine: LocalEngine, countedBy ends: Countdown) async {
        await withDiscardingTaskGroup { group in
            for await _ in ends.gate(width: min(inFlight, jobs)).prefix(jobs) {
                // Each waits for its own commit, as callers of the API do.
                group.addTask {
                    let request = SubmissionRequest(jobType: BenchWork.name, payload: BenchWork.payload)
                    _ = try? await engine.intake.submit(request)
                }
            }
        }
        await ends.wait()
    }
}

extension Result where Failure == any Error {
    fileprivate static func catching(_ body: () async throws -> Success) async -> Self {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
