public import PipelineDefinitions

/// How one test came out.
public struct TestResult: Sendable {
    public let test: PipelineTest
    public let outcome: TestOutcome
    /// Empty if it passed.
    public let failures: [TestFailure]
    /// Real time.
    public let seconds: Double

    public var isPassed: Bool { failures.isEmpty }
}

/// How all of them came out.
public struct TestReport: Sendable {
    /// In the order of the tests; those that did not begin are left out.
    public let results: [TestResult]
    public let coverage: CoverageReport

    public init(results: [TestResult], pipelines: [PipelineDefinition]) {
        self.results = results
        coverage = CoverageReport(results, of: pipelines)
    }

    public var passed: Int { results.count(where: \.isPassed) }
    public var failed: Int { results.count - passed }
}
