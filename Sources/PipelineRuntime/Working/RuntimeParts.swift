import Broker
import Logging
import StepKit

/// What every attempt of a runtime shares.
struct RuntimeParts: Sendable {
    let broker: any Broker
    let steps: [String: StepInstance]
    let invoker: StepInvoker
    let workspaces: Workspaces
    let options: RuntimeOptions
    let time: TimeSource
    let logger: Logger
    let observe: @Sendable (RuntimeObservation) -> Void

    func retryDelay(_ policy: RetryPolicy, afterAttempt attempt: Int, failure: StepFailure) -> Duration? {
        var random = ClosureRandom(nextBits: options.random)
        return policy.delay(afterAttempt: attempt, failure: failure, using: &random)
    }
}

private struct ClosureRandom: RandomNumberGenerator {
    let nextBits: @Sendable () -> UInt64
    func next() -> UInt64 { nextBits() }
}
