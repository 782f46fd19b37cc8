public import Logging
public import PipelineDefinitions
public import StepKit

/// Runs tests of pipelines by the real runtime, each over an empty store in memory and on a clock that jumps.
public struct PipelineTestRunner: Sendable {
    private let project: Project
    private let registry: StepRegistry
    private let real: [String: StepInstance]
    private let logger: Logger

    /// - Parameters:
    ///   - environment: what plugins get that run for real.
    ///   - allowsReal: steps without a mock may reach outside; they take no time on the test's clock.
    ///   - logger: where steps and the runtime write.
    /// - Throws: what a plugin's `init(environment:)` throws.
    public init(
        project: Project, registry: StepRegistry, environment: StepEnvironment = StepEnvironment(),
        allowsReal: Bool = false, logger: Logger = Logger(label: "millrace.test") { _ in SwiftLogNoOpLogHandler() }
    ) throws {
        self.project = project
        self.registry = registry
        self.logger = logger
        // Only what may run is made: plugins open connections and look for programs.
        let refused = registry.descriptions.map(\.name).filter { !allowsReal && !MockPlayer.harmless.contains($0) }
        let allowed = refused.reduce(registry) { $0.without($1) }
        real = try allowed.makeInstances(environment: environment)
    }

    /// Runs one test. Cancelling the task ends it with a failure.
    public func run(_ test: PipelineTest) async -> TestResult {
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = await outcome(of: test)
        return TestResult(
            test: test, outcome: outcome, failures: OutcomeCheck.failures(of: outcome, in: test),
            seconds: (clock.now - start) / .seconds(1))
    }

    /// Runs tests, several at once, and gives their results in the order of the tests.
    /// - Parameters:
    ///   - atOnce: how many run at the same time.
    ///   - stopsAtFailure: none begins after one has failed; the rest is left out of the report.
    ///   - onResult: called as each ends.
    public func run(
        _ tests: [PipelineTest], atOnce: Int = 1, stopsAtFailure: Bool = false,
        onResult: @escaping @Sendable (TestResult) -> Void = { _ in }
    ) async -> TestReport {
        var results: [Int: TestResult] = [:]
        await withTaskGroup(of: (Int, TestResult).self) { group in
            var next = 0
            while next < tests.count || !group.isEmpty {
                let mayBegin = !Task.isCancelled && !(stopsAtFailure && results.values.contains { !$0.isPassed })
                while mayBegin, next < tests.count, next - results.count < max(atOnce, 1) {
                    let index = next
                    group.addTask { (index, await run(tests[index])) }
                    next += 1
                }
                guard let (index, result) = await group.next() else { break }
                results[index] = result
                onResult(result)
            }
        }
        let written = project.pipelines.filter { !$0.isGenerated }
        return TestReport(results: results.sorted { $0.key < $1.key }.map(\.value), pipelines: written)
    }

    private func outcome(of test: PipelineTest) async -> TestOutcome {
        guard let route = TestRoute(test, in: project) else {
            return .impossible("no subscription `\(test.job.subscription ?? "")` runs `\(test.pipeline)`")
        }
        return await TestCase(test, route, registry: registry, real: real, logger: logger).run()
    }
}
