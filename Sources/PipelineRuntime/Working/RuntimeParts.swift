import Broker
import Logging
import PipelineDefinitions
import StepKit

/// What every attempt of a runtime shares.
struct RuntimeParts: Sendable {
    let broker: any Broker
    let steps: [String: StepInstance]
    let invoker: StepInvoker
    /// Calls under way whose result others wait for.
    let calls = CallSharing()
    let workspaces: Workspaces
    let options: RuntimeOptions
    let time: TimeSource
    let logger: Logger
    let observe: @Sendable (RuntimeObservation) -> Void
    /// `nil` but for tests of pipelines.
    let standIns: StandIns?

    /// What runs for a step; `nil` if its plugin is not part of this program.
    func instance(for step: StepDefinition, id: String) -> StepInstance? {
        standIns?.step(step, id) ?? steps[step.uses]
    }

    /// Whether every file an output names is still there.
    func holdsArtifacts(of output: JSONValue) -> Bool { standIns != nil || workspaces.holdsArtifacts(of: output) }

    func retryDelay(_ policy: RetryPolicy, afterAttempt attempt: Int, failure: StepFailure) -> Duration? {
        var random = ClosureRandom(nextBits: options.random)
        return policy.delay(afterAttempt: attempt, failure: failure, using: &random)
    }
}

private struct ClosureRandom: RandomNumberGenerator {
    let nextBits: @Sendable () -> UInt64
    func next() -> UInt64 { nextBits() }
}
