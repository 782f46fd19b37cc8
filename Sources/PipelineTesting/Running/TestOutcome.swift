public import JSONModel
import PipelineDefinitions
import PipelineRuntime

/// What came of one run of a test.
public struct TestOutcome: Sendable, Hashable {
    /// Why the run says nothing about the pipeline; empty if it does.
    var problems: [String] = []
    /// `{code, at, message}` if the job was not taken.
    var refusal: JSONValue?
    /// What expectations are compared with: `status`, `result`, `steps`, `events`, …
    public var value: JSONValue = [:]
    /// From the submission to the end, on the test's clock.
    public var took = Duration.zero
    var steps: [StepSight] = []

    /// What became of one step, for coverage.
    struct StepSight: Sendable, Hashable {
        /// Which has it: the test's own, or one that it uses.
        let pipeline: String
        let id: String
        var ran = 0
        var skipped = 0
        var failed = 0
        var retried = 0
        var timedOut = 0
    }

    static func impossible(_ problem: String) -> TestOutcome { TestOutcome(problems: [problem]) }

    static func refused(_ error: SubmissionError) -> TestOutcome {
        var refusal: [String: JSONValue] = ["code": .string(error.code), "message": .string(error.message)]
        if let pointer = error.pointer { refusal["at"] = .string(pointer.description) }
        return TestOutcome(refusal: .object(refusal))
    }
}
