/// When a failed step is tried again: `retry:` of a pipeline step.
public struct RetryPolicy: Sendable, Hashable {
    /// How long to wait before each further try.
    public enum Backoff: Sendable, Hashable {
        /// One delay per retry, in order; when they are used up there is no further try.
        case delays([Duration])
        /// `initial`, then `factor` times more each time, for so many tries in all, the first included.
        case exponential(initial: Duration, factor: Double, attempts: Int)
    }

    public var backoff: Backoff
    /// No wait is longer than this. Default: 10 minutes.
    public var cap: Duration
    /// Up to this share of the wait is added at random, so that many do not come back at once. Default: 0.1.
    public var jitter: Double
    /// Only failures of these codes are tried again; empty means every retryable one.
    public var codes: Set<StepFailure.Code>

    public init(
        _ backoff: Backoff, cap: Duration = .seconds(600), jitter: Double = 0.1, on codes: Set<StepFailure.Code> = []
    ) {
        self.backoff = backoff
        self.cap = cap
        self.jitter = jitter
        self.codes = codes
    }

    /// No further try.
    public static let none = RetryPolicy(.delays([]))

    /// Most tries in all, the first included.
    public var attempts: Int {
        switch backoff {
        case .delays(let delays): delays.count + 1
        case .exponential(_, _, let attempts): max(attempts, 1)
        }
    }

    /// The wait after the try of that number (the first is 1) failed; `nil` when there is no further try.
    ///
    /// What the failure asks for (`retry-after`) wins over the policy's own delay and over the cap, up to a day.
    /// Jitter is only ever added: nobody comes back sooner than asked.
    public func delay(
        afterAttempt attempt: Int, failure: StepFailure, using random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard case .retryable(let asked) = failure.disposition, codes.isEmpty || codes.contains(failure.code),
            attempt < attempts
        else { return nil }
        let base = asked.map { min(max($0, .zero), .seconds(86400)) } ?? min(delay(number: attempt), cap)
        return base + base * Double.random(in: 0...max(jitter, .leastNonzeroMagnitude), using: &random)
    }

    private func delay(number: Int) -> Duration {
        switch backoff {
        case .delays(let delays): return delays[number - 1]
        case .exponential(let initial, let factor, _):
            var delay = initial
            for _ in 1..<number where delay < cap { delay *= factor }
            return delay
        }
    }
}

extension Duration {
    fileprivate static func *= (duration: inout Duration, factor: Double) { duration = duration * factor }
}
