import PipelineDefinitions

/// The steps of a pipeline as they run: stages that follow each other, each of one step or of a group.
struct StepPlan: Sendable {
    struct Stage: Sendable {
        fileprivate(set) var steps: [StepDefinition]
        /// How many of them run at the same time.
        let atOnce: Int
        /// Of the pipeline, when the stage begins.
        let progressBefore: Int

        /// When it has ended.
        var progress: Int { steps.map(\.progress).max() ?? progressBefore }
    }

    private(set) var stages: [Stage] = []

    init(_ steps: [StepDefinition], progressBefore: Int = 0) {
        var reached = progressBefore
        for step in steps {
            if let group = step.group, stages.last?.steps.last?.group == group {
                stages[stages.count - 1].steps.append(step)
            } else {
                let atOnce = step.group.map { $0.atOnce ?? .max } ?? 1
                stages.append(Stage(steps: [step], atOnce: atOnce, progressBefore: reached))
            }
            reached = max(reached, step.progress)
        }
    }
}

extension PipelineDefinition {
    /// How many bodies of its steps may run at the same time.
    var width: Int { width(using: children, depth: 0) }

    private func width(using pipelines: [String: PipelineDefinition], depth: Int) -> Int {
        guard depth < ChildRun.mostDepth else { return 1 }
        let stages = StepPlan(steps).stages + StepPlan(onFailure).stages + StepPlan(always).stages
        let widths = stages.map { stage in
            let members = stage.steps.map { step in
                let child = step.pipeline.flatMap { pipelines[$0] }?.width(using: pipelines, depth: depth + 1) ?? 1
                return child * (step.forEach == nil ? 1 : max(step.atOnce, 1))
            }
            return members.sorted(by: >).prefix(stage.atOnce).reduce(0) { min($0 + $1, Self.mostWidth) }
        }
        return min(widths.max() ?? 1, Self.mostWidth)
    }

    private static let mostWidth = 10_000
}
