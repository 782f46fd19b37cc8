import LogWriteStep
import StepKit
import StepKitTesting
import Testing
import TestSupport

@Suite("log.write")
struct LogWriteStepTests {
    @Test(arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(LogWriteStep.self)
    }

    @Test("a line is written with its data")
    func writes() async throws {
        let log = LogCollector()
        let harness = try StepHarness(logger: log.logger)
        let outcome = await harness.run(LogWriteStep.self, with: ["message": "3 scenes found", "data": ["n": 3]])
        #expect(outcome.failure == nil)
        #expect(log.contains("3 scenes found"))
    }

    @Test("an unknown level is refused before the step runs")
    func unknownLevel() async throws {
        let outcome = try await StepHarness().run(LogWriteStep.self, with: ["message": "x", "level": "loud"])
        guard case .refused(let problems) = outcome.result else {
            Issue.record("not refused: \(outcome.result)")
            return
        }
        #expect(problems.first?.kind == .notAllowed)
    }
}
