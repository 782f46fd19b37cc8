import Broker
import StepKit

/// How one try of a step ended.
enum StepOutcome: Sendable {
    case completed(JSONValue)
    case failed(StepFailure)
    /// Asked to stop, and ended within the grace period or was abandoned after it.
    case aborted(AbortReason, isAbandoned: Bool)
}

extension FailureRecord {
    init(_ failure: StepFailure, step: String?) {
        self.init(code: failure.code.rawValue, message: failure.message, step: step, details: failure.details)
    }
}
