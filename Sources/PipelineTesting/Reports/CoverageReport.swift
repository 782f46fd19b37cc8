import PipelineDefinitions
import StepKit

/// Which ways through the pipelines the tests went.
///
/// Counted are: each step that ran, each `when` that was false, each `retry` that was needed. Failures and timeouts
/// are shown beside them.
public struct CoverageReport: Sendable {
    public struct Step: Sendable, Hashable {
        public let id: String
        /// Tries.
        public internal(set) var ran = 0
        /// `nil` if the step has no `when`.
        public internal(set) var skipped: Int?
        public internal(set) var failed = 0
        /// `nil` if the step has no `retry`.
        public internal(set) var retried: Int?
        public internal(set) var timedOut = 0

        /// Each as the rest of a sentence: "never ran".
        public var gaps: [String] {
            [
                ran == 0 ? "never ran" : nil, skipped == 0 ? "was never skipped" : nil,
                retried == 0 ? "was never retried" : nil,
            ].compactMap(\.self)
        }

        var branches: Int { 1 + (skipped == nil ? 0 : 1) + (retried == nil ? 0 : 1) }
    }

    public struct Pipeline: Sendable, Hashable {
        public let name: String
        public internal(set) var steps: [Step]

        public var branches: Int { steps.reduce(0) { $0 + $1.branches } }
        public var covered: Int { branches - steps.reduce(0) { $0 + $1.gaps.count } }
        /// Rounded down: 100 means all.
        public var percent: Int { branches == 0 ? 100 : covered * 100 / branches }
    }

    /// All of the project, those without tests too.
    public let pipelines: [Pipeline]

    public var percent: Int {
        let branches = pipelines.reduce(0) { $0 + $1.branches }
        return branches == 0 ? 100 : pipelines.reduce(0) { $0 + $1.covered } * 100 / branches
    }

    init(_ results: [TestResult], of definitions: [PipelineDefinition]) {
        pipelines = definitions.map { definition in
            let sights = results.flatMap(\.outcome.steps).filter { $0.pipeline == definition.name }
            let steps = definition.allSteps.map { step in
                let own = sights.filter { $0.id == step.id }
                let sum = { (count: (TestOutcome.StepSight) -> Int) in own.reduce(0) { $0 + count($1) } }
                return Step(
                    id: step.id, ran: sum(\.ran), skipped: step.when == nil ? nil : sum(\.skipped),
                    failed: sum(\.failed), retried: step.retry.attempts > 1 ? sum(\.retried) : nil,
                    timedOut: sum(\.timedOut))
            }
            return Pipeline(name: definition.name, steps: steps)
        }
    }
}
