package import PipelineDefinitions
package import StepKit

/// What a test of pipelines puts between a runtime and the world; everything else is the runtime's own.
package struct StandIns: Sendable {
    /// What runs for a step, which is stored under that id; `nil` leaves it to its plugin.
    let step: @Sendable (StepDefinition, String) -> StepInstance?
    /// Where the bodies of steps run, instead of threads of their own.
    let executor: any TaskExecutor

    /// Files that outputs name count as there: stand-ins make none.
    package init(
        executor: any TaskExecutor, step: @escaping @Sendable (StepDefinition, String) -> StepInstance?
    ) {
        self.executor = executor
        self.step = step
    }
}
