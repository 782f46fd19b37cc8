import JSONModel
import StepKit

/// How long a step waits between its tries, without what chance adds.
struct RetryWaits {
    let waits: [Duration]

    init(_ policy: RetryPolicy) {
        var policy = policy
        policy.jitter = 0
        policy.codes = []
        var random = SystemRandomNumberGenerator()
        let failure = StepFailure(.timeout, "")
        waits = (1..<max(policy.attempts, 2)).prefix(policy.attempts - 1).compactMap {
            policy.delay(afterAttempt: $0, failure: failure, using: &random)
        }
    }

    /// The first try that would begin when so much time is over, if the tries themselves took none.
    func firstTry(after limit: Duration) -> Int? {
        var sum = Duration.zero
        for (index, wait) in waits.enumerated() {
            sum += wait
            if sum >= limit { return index + 2 }
        }
        return nil
    }

    /// `1s + 4s + 15s = 20s`
    func sum(before attempt: Int) -> String {
        let counted = waits.prefix(attempt - 1)
        let total = counted.reduce(.zero, +).shortText
        if counted.count == 1 { return total }
        guard counted.count > 5 else { return "\(counted.map(\.shortText).joined(separator: " + ")) = \(total)" }
        let ends = [counted.prefix(3).map(\.shortText), ["…"], counted.suffix(1).map(\.shortText)].flatMap(\.self)
        return "\(ends.joined(separator: " + ")) = \(total)"
    }
}
