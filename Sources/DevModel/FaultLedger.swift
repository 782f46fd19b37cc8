/// Counts which faults have happened, so that "the first 3" ends.
struct FaultLedger {
    private enum Fault: Hashable {
        case hang, rateLimit, failure, malformed, wrongShape, breakOff, truncatedStream, missingUsage, refusal,
            lateFailure
    }

    private var happened: [Fault: Int] = [:]

    private mutating func take(_ fault: Fault, _ occurrence: DevModelFaults.Occurrence) -> Bool {
        switch occurrence {
        case .never: return false
        case .always: return true
        case .first(let limit):
            guard happened[fault, default: 0] < limit else { return false }
            happened[fault, default: 0] += 1
            return true
        }
    }

    /// What happens to a request before it is looked at.
    mutating func admit(under faults: DevModelFaults) -> Admission {
        if take(.hang, faults.hang) { return .hold }
        if take(.rateLimit, faults.rateLimit) {
            let error = DevModelError(.rateLimitExceeded, "Rate limit reached (asked for by a fault).")
            return .refuse(error, retryAfter: faults.retryAfter)
        }
        if take(.failure, faults.failure) {
            let message = "The server had an error (asked for by a fault)."
            return .refuse(DevModelError(.injectedFailure, message, status: faults.failureStatus), retryAfter: nil)
        }
        return .answer
    }

    /// What happens to an answer.
    mutating func spoil(under faults: DevModelFaults, isStreamed: Bool) -> Spoiling {
        var spoiling = Spoiling()
        if take(.malformed, faults.malformed) {
            spoiling.content = .malformed
        } else if take(.wrongShape, faults.wrongShape) {
            spoiling.content = .wrongShape
        }
        if take(.breakOff, faults.breakOff) {
            spoiling.ending = .brokenOff
        } else if isStreamed, take(.truncatedStream, faults.truncatedStream) {
            spoiling.ending = .truncated
        }
        spoiling.hidesUsage = take(.missingUsage, faults.missingUsage)
        spoiling.isRefused = take(.refusal, faults.refusal)
        spoiling.lateFailure = take(.lateFailure, faults.lateFailure) ? faults.failureStatus : nil
        return spoiling
    }
}

enum Admission {
    case answer
    case hold
    case refuse(DevModelError, retryAfter: Duration?)
}

struct Spoiling: Hashable, Sendable {
    enum Content { case whole, malformed, wrongShape }
    enum Ending { case whole, brokenOff, truncated }

    var content = Content.whole
    var ending = Ending.whole
    var hidesUsage = false
    var isRefused = false
    /// The status that a billed answer is replaced by.
    var lateFailure: Int?

    /// As the bill says it.
    var billedEnding: BilledRequest.Ending {
        guard lateFailure == nil else { return .failed }
        return switch ending {
        case .whole: .whole
        case .brokenOff: .brokenOff
        case .truncated: .truncated
        }
    }
}
