import Broker
import JSONModel
import PipelineRuntime

/// Durable jobs through a store and a runtime: submitted, locked, run, checkpointed after each step, settled.
struct JobBench: Sendable {
    let steps: Int
    let inFlight: Int
    let jobs: Int
    let folder: BenchFolder

    func run() async throws -> JSONValue {
        let latencies = Latencies()
        let ends = Countdown(jobs)
        return try await BenchEngine.with(folder, steps: steps, concurrency: inFlight) { observation in
            switch observation {
            case .stepStarted(let job, let step, _): latencies.begin(job + step)
            case .stepEnded(let job, let record, _): latencies.end(job + record.stepID)
            case .settled(_, let status) where status.isFinal: ends.countDown()
            default: break
            }
        } measuring: { engine in
            let rate = await Rate.of(jobs) {
                await BenchEngine.work(jobs, inFlight: inFlight, on: engine, countedBy: ends)
            }
            let (p50, p99) = latencies.percentiles()
            return [
                "mode": "jobs", "steps": .int(Int64(steps)), "in_flight": .int(Int64(inFlight)),
                "jobs": .int(Int64(jobs)), "jobs_per_s": rate, "step_p50_ms": .double(p50), "step_p99_ms": .double(p99),
            ]
        }
    }
}
