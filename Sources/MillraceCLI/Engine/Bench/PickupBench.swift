import Broker
import JSONModel
import PipelineRuntime

/// Jobs at a steady rate for an idle runtime: how long after a submission was acknowledged its first step begins.
struct PickupBench: Sendable {
    static let rate = 100

    let jobs: Int
    let folder: BenchFolder

    func run() async throws -> JSONValue {
        let pickups = Pickups()
        let acknowledgements = Latencies()
        let ends = Countdown(jobs)
        return try await BenchEngine.with(folder, steps: 1, concurrency: 64) { observation in
            switch observation {
            case .stepStarted(let job, _, _): pickups.started(job)
            case .settled(_, let status) where status.isFinal: ends.countDown()
            default: break
            }
        } measuring: { engine in
            try await submitSteadily(to: engine, pickups, acknowledgements)
            await ends.wait()
            let (p50, p99) = pickups.latencies.percentiles()
            let (submit50, submit99) = acknowledgements.percentiles()
            return [
                "mode": "pickup", "rate_per_s": .int(Int64(Self.rate)), "jobs": .int(Int64(jobs)),
                "p50_ms": .double(p50), "p99_ms": .double(p99), "submit_p50_ms": .double(submit50),
                "submit_p99_ms": .double(submit99),
            ]
        }
    }

    /// By the clock, whatever the submissions take: a slow one delays no other.
    private func submitSteadily(
        to engine: LocalEngine, _ pickups: Pickups, _ acknowledgements: Latencies
    ) async throws {
        let start = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { group in
            for number in 0..<jobs {
                try await Task.sleep(until: start + .seconds(1) * number / Self.rate, clock: .continuous)
                group.addTask {
                    acknowledgements.begin("\(number)")
                    let request = SubmissionRequest(jobType: BenchWork.name, payload: BenchWork.payload)
                    let receipt = try await engine.intake.submit(request)
                    acknowledgements.end("\(number)")
                    pickups.acknowledged(receipt.jobID)
                }
            }
        }
    }
}
