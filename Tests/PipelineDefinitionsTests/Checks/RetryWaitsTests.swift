@testable import PipelineDefinitions
import StepKit
import Testing

@Suite("The waits between tries")
struct RetryWaitsTests {
    @Test("are those of the policy, without chance")
    func waits() {
        let fixed = RetryPolicy(.delays([.seconds(1), .seconds(900)]), jitter: 1)
        #expect(RetryWaits(fixed).waits == [.seconds(1), .seconds(600)])
        let growing = RetryPolicy(.exponential(initial: .seconds(1), factor: 2, attempts: 4), on: [.rateLimit])
        #expect(RetryWaits(growing).waits == [.seconds(1), .seconds(2), .seconds(4)])
        #expect(RetryWaits(.none).waits.isEmpty)
    }

    @Test("say which try can never begin in time, and show the sum")
    func lost() {
        let waits = RetryWaits(RetryPolicy(.delays([.seconds(5), .seconds(30), .seconds(120)])))
        #expect(waits.firstTry(after: .seconds(36)) == 4 && waits.firstTry(after: .seconds(35)) == 3)
        #expect(waits.firstTry(after: .seconds(156)) == nil)
        #expect(waits.sum(before: 4) == "5s + 30s + 2m = 2m35s" && waits.sum(before: 2) == "5s")
        let many = RetryWaits(RetryPolicy(.exponential(initial: .seconds(1), factor: 1, attempts: 20)))
        #expect(many.sum(before: 20) == "1s + 1s + 1s + … + 1s = 19s")
    }
}
