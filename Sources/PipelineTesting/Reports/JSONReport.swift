public import JSONModel
import PipelineDefinitions

extension TestReport {
    /// `{passed, failed, seconds, tests, coverage}`.
    public func jsonValue(seconds: Double) -> JSONValue {
        [
            "passed": .int(Int64(passed)), "failed": .int(Int64(failed)), "seconds": .double(seconds),
            "tests": .array(results.map(\.jsonValue)), "coverage": coverage.jsonValue,
        ]
    }
}

extension TestResult {
    fileprivate var jsonValue: JSONValue {
        [
            "name": .string(test.name), "pipeline": .string(test.pipeline), "file": .string(test.file),
            "line": .int(Int64(test.nameRange.start.line)), "passed": .bool(isPassed), "seconds": .double(seconds),
            "took": .string(outcome.took.shortText), "failures": .array(failures.map(\.jsonValue)),
        ]
    }
}

extension TestFailure {
    fileprivate var jsonValue: JSONValue {
        [
            "message": .string(message), "line": .int(Int64(range.start.line)),
            "column": .int(Int64(range.start.column)), "wanted": wanted.map { .string($0) } ?? .null,
            "came": came ?? .null, "values": .object(values),
        ]
    }
}

extension CoverageReport {
    public var jsonValue: JSONValue {
        [
            "percent": .int(Int64(percent)),
            "pipelines": .array(
                pipelines.map { pipeline in
                    [
                        "name": .string(pipeline.name), "percent": .int(Int64(pipeline.percent)),
                        "covered": .int(Int64(pipeline.covered)), "branches": .int(Int64(pipeline.branches)),
                        "steps": .array(pipeline.steps.map(\.jsonValue)),
                    ]
                }),
        ]
    }
}

extension CoverageReport.Step {
    fileprivate var jsonValue: JSONValue {
        [
            "id": .string(id), "ran": .int(Int64(ran)), "skipped": skipped.map { .int(Int64($0)) } ?? .null,
            "failed": .int(Int64(failed)), "retried": retried.map { .int(Int64($0)) } ?? .null,
            "timedOut": .int(Int64(timedOut)), "gaps": .array(gaps.map { .string($0) }),
        ]
    }
}
