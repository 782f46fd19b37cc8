/// When a failed step is tried again: `retry:` of a pipeline step.
public struct RetryPolicy: Sendable, Hashable {
    /// How long to wait before each further try.
    public enum Backoff: Sendable, Hashable {
        /// One delay per retry, in order; when they are used up there is no further try.
        case delays([Duration])
        /// `initial`, then `factor` times more each time, for so many tries in all, the first included.
        case exponential(initial: Duration, factor: Double, attempts: Int)
    }

    package var backoff: Backoff
    /// No wait is longer than this, before jitter. Default: 10 minutes.
    package var cap: Duration
    /// Up to this share of the wait is added at random, so that many do not come back at once; read as 0 to 1.
    /// Default: 0.1.
    package var jitter: Double
    /// Only retryable failures of these codes are tried again; empty means every retryable one.
    package var codes: Set<StepFailure.Code>

    public init(
        _ backoff: Backoff, cap: Duration = .seconds(600), jitter: Double = 0.1, on codes: Set<StepFailure.Code> = []
    ) {
        self.backoff = backoff
        self.cap = cap
        self.jitter = jitter
        self.codes = codes
    }

    /// No further try.
    package static let none = RetryPolicy(.delays([]))

    /// Most tries in all, the first included.
    package var attempts: Int {
        switch backoff {
        case .delays(let delays): delays.count + 1
        case .exponential(_, _, let attempts): max(attempts, 1)
        }
    }

    /// The wait after the try of that number (the first is 1) failed; `nil` when there is no further try.
    ///
    /// What the failure asks for (`retry-after`) wins over the policy's own delay and over the cap, up to a day.
    /// Jitter is only ever added: nobody comes back sooner than asked.
    package func delay(
        afterAttempt attempt: Int, failure: StepFailure, using random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard case .retryable(let asked) = failure.disposition, codes.isEmpty || codes.contains(failure.code),
            attempt >= 1, attempt < attempts
        else { return nil }
        let base = asked.map { $0.bounded(by: .seconds(86400)) } ?? delay(number: attempt).bounded(by: cap)
        let share = jitter > 0 ? min(jitter, 1) : 0
        // One draw, never a loop until a draw fits: a generator that a test has fixed must not hang us.
        let unit = Double(random.next() >> 11) * 0x1p-53
        return base + base * (unit * share)
    }

    private func delay(number: Int) -> Duration {
        switch backoff {
        case .delays(let delays): return delays[number - 1]
        case .exponential(let initial, let factor, _):
            // Grown in floating point, which has no overflow to trap on, and only until the cap is passed.
            let (limit, start) = (cap.inSeconds, initial.inSeconds)
            var seconds = start
            for _ in 1..<number where seconds > 0 && seconds < limit && factor != 1 { seconds *= factor }
            guard seconds < limit else { return cap }
            return seconds == start ? initial : .seconds(max(seconds, 0))
        }
    }
}

extension Duration {
    /// Never negative, and at most a hundred years, so that adding jitter cannot overflow.
    fileprivate func bounded(by limit: Duration) -> Duration {
        max(min(self, limit, .seconds(3_153_600_000)), .zero)
    }
}
