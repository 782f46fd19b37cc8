import Testing

@testable import OutboundHTTP

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let limits = DestinationGate.Limits()
    private var breaker = CircuitBreaker()

    private mutating func fail(_ times: Int, at now: Duration = .zero) {
        for _ in 0..<times { breaker.note(.failed, isProbe: false, at: now, limits) }
    }

    /// Waits out the pause, probes and fails again.
    private mutating func failProbe(at now: Duration) {
        #expect(breaker.admit(at: now, limits) == .probe)
        breaker.note(.failed, isProbe: true, at: now, limits)
    }

    @Test("it opens with the fifth failure in a row, not before")
    mutating func opens() {
        fail(4)
        #expect(breaker.admit(at: .zero, limits) == .admitted)
        fail(1)
        #expect(breaker.admit(at: .zero, limits) == .refused(after: .seconds(10)))
        #expect(breaker.admit(at: .seconds(4), limits) == .refused(after: .seconds(6)))
    }

    @Test("an answer in between begins the count anew")
    mutating func resets() {
        fail(4)
        breaker.note(.answered, isProbe: false, at: .zero, limits)
        fail(4)
        #expect(breaker.admit(at: .zero, limits) == .admitted)
    }

    @Test("after the pause one call is let through, all others are not until it ends")
    mutating func probes() {
        fail(5)
        #expect(breaker.admit(at: .seconds(10), limits) == .probe)
        #expect(breaker.admit(at: .seconds(10), limits) == .refused(after: .seconds(10)))
        breaker.note(.answered, isProbe: true, at: .seconds(11), limits)
        #expect(breaker.admit(at: .seconds(11), limits) == .admitted)
        #expect(breaker.isUntroubled)
    }

    @Test("the pause doubles with each probe that fails, up to the longest, and never overflows")
    mutating func grows() {
        fail(5)
        var now = Duration.zero
        for expected in [10, 20, 40, 80, 160, 300, 300] {
            #expect(breaker.refusal(at: now, limits) == .seconds(expected))
            now += .seconds(expected)
            failProbe(at: now)
        }
        for _ in 0..<100 {
            now += .seconds(300)
            failProbe(at: now)
        }
        #expect(breaker.refusal(at: now, limits) == .seconds(300))
    }

    @Test("a probe that was cancelled leaves room for the next at once")
    mutating func cancelledProbe() {
        fail(5)
        #expect(breaker.admit(at: .seconds(10), limits) == .probe)
        breaker.note(.unknown, isProbe: true, at: .seconds(10), limits)
        #expect(breaker.admit(at: .seconds(10), limits) == .probe)
    }

    @Test("calls that began before it opened do not prolong the pause; one that is answered ends it")
    mutating func latecomers() {
        fail(5)
        fail(20, at: .seconds(9))
        #expect(breaker.refusal(at: .seconds(9), limits) == .seconds(1))
        breaker.note(.answered, isProbe: false, at: .seconds(9), limits)
        #expect(breaker.admit(at: .seconds(9), limits) == .admitted)
    }
}
