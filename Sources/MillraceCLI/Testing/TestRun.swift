import PipelineDefinitions
import PipelineTesting

/// Runs tests; Ctrl-C ends them.
struct TestRun {
    let runner: PipelineTestRunner
    let atOnce: Int
    let stopsAtFailure: Bool

    /// - Throws: ``CommandFailure`` (interrupted).
    func report(of tests: [PipelineTest]) async throws -> (TestReport, seconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        let signals = SignalWatch()
        let report = await withTaskGroup(of: TestReport?.self) { group in
            group.addTask { await runner.run(tests, atOnce: atOnce, stopsAtFailure: stopsAtFailure) }
            group.addTask {
                for await _ in signals.first { return nil }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let report else { throw CommandFailure(.interrupted, "interrupted: the tests were not run to their end") }
        return (report, (clock.now - start) / .seconds(1))
    }
}
