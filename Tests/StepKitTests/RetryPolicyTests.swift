import StepKit
import TestSupport
import Testing

@Suite("Retry policies")
struct RetryPolicyTests {
    private let again = StepFailure(.rateLimit, "Later.")

    private func delay(_ policy: RetryPolicy, after attempt: Int, _ failure: StepFailure? = nil) -> Duration? {
        var random = SeededRandom(seed: 3)
        return policy.delay(afterAttempt: attempt, failure: failure ?? again, using: &random)
    }

    @Test("delays are used in order and then there is no further try")
    func listed() {
        let policy = RetryPolicy(.delays([.seconds(1), .seconds(4)]), jitter: 0)
        #expect(policy.attempts == 3)
        #expect((1...4).map { delay(policy, after: $0) } == [.seconds(1), .seconds(4), nil, nil])
    }

    @Test("an exponential policy grows up to its cap")
    func exponential() {
        let policy = RetryPolicy(
            .exponential(initial: .seconds(1), factor: 3, attempts: 5), cap: .seconds(20), jitter: 0)
        #expect(policy.attempts == 5)
        #expect(
            (1...5).map { delay(policy, after: $0) } == [.seconds(1), .seconds(3), .seconds(9), .seconds(20), nil])
    }

    @Test("the cap holds for listed delays too")
    func capped() {
        #expect(delay(RetryPolicy(.delays([.seconds(900)]), jitter: 0), after: 1) == .seconds(600))
    }

    @Test("jitter only ever adds, at most its share", arguments: [0.1, 0.5, 1, 7, .infinity])
    func jitter(share: Double) throws {
        let policy = RetryPolicy(.delays([.seconds(10)]), jitter: share)
        var random = SeededRandom(seed: 9)
        var seen: Set<Duration> = []
        for _ in 0..<200 {
            let delay = try #require(policy.delay(afterAttempt: 1, failure: again, using: &random))
            #expect(delay >= .seconds(10) && delay <= .seconds(10) * (1 + min(share, 1)))
            seen.insert(delay)
        }
        #expect(seen.count > 100)
    }

    @Test("what the failure asks for wins over the policy and its cap, up to a day")
    func retryAfter() {
        let policy = RetryPolicy(.delays([.seconds(1)]), cap: .seconds(5), jitter: 0)
        func asked(_ duration: Duration) -> Duration? {
            delay(policy, after: 1, StepFailure(.rateLimit, "Later.", disposition: .retryable(after: duration)))
        }
        #expect(asked(.seconds(300)) == .seconds(300))
        #expect(asked(.milliseconds(1)) == .milliseconds(1))
        #expect(asked(.seconds(1_000_000)) == .seconds(86400))
        #expect(asked(.seconds(-4)) == .zero)
    }

    @Test("only the codes named are tried again; without any, every retryable one")
    func codes() {
        let named = RetryPolicy(.delays([.seconds(1)]), jitter: 0, on: [.timeout, .notFound])
        #expect(delay(named, after: 1, StepFailure(.timeout, "Slow.")) == .seconds(1))
        #expect(delay(named, after: 1, again) == nil)
        #expect(delay(named, after: 1, StepFailure(.notFound, "Gone.")) == nil, "permanent stays permanent")
        let open = RetryPolicy(.delays([.seconds(1)]), jitter: 0)
        #expect(delay(open, after: 1, StepFailure("strange", "Odd.", disposition: .retryable)) == .seconds(1))
        #expect(delay(open, after: 1, StepFailure(.invalidPayload, "Bad.")) == nil)
    }

    @Test("no policy means no further try")
    func none() {
        #expect(RetryPolicy.none.attempts == 1)
        #expect(delay(.none, after: 1) == nil)
    }

    @Test("attempt numbers that cannot be give no delay", arguments: [0, -1, .min, .max])
    func impossibleAttempts(attempt: Int) {
        #expect(delay(RetryPolicy(.delays([.seconds(1)])), after: attempt) == nil)
        #expect(
            delay(RetryPolicy(.exponential(initial: .seconds(1), factor: 2, attempts: 3)), after: attempt) == nil)
    }

    @Test(
        "numbers beyond all sense neither trap nor exceed the cap",
        arguments: [0, -2, 0.5, 1, 1e300, .infinity, .nan],
        [Duration.zero, .seconds(-5), .seconds(1), .seconds(Int64.max)])
    func extremes(factor: Double, initial: Duration) throws {
        for cap in [Duration.seconds(60), .seconds(Int64.max), .zero, .seconds(-1)] {
            let policy = RetryPolicy(
                .exponential(initial: initial, factor: factor, attempts: .max), cap: cap, jitter: .nan)
            let wait = try #require(delay(policy, after: 1000))
            #expect(wait >= .zero && wait <= max(cap, .zero))
        }
    }
}
