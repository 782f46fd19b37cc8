import StepKit
import Testing

@Suite("Failures")
struct StepFailureTests {
    @Test(
        "a code stands for a disposition",
        arguments: [
            (StepFailure.Code.invalidPayload, false), (.notFound, false), (.rateLimit, true), (.timeout, true),
            (.networkError, true), (.unexpected, true), ("made_up", false),
        ])
    func dispositions(code: StepFailure.Code, isRetryable: Bool) {
        let failure = StepFailure(code, "What happened.")
        #expect(failure.isRetryable == isRetryable)
        #expect(failure.disposition == (isRetryable ? .retryable : .permanent))
        #expect(failure.details == .null)
        #expect("\(failure)" == "\(code): What happened.")
    }

    @Test("what the author says wins over the code")
    func explicit() {
        #expect(!StepFailure(.timeout, "No.", disposition: .permanent).isRetryable)
        #expect(StepFailure("made_up", "Yes.", disposition: .retryable(after: .seconds(3))).isRetryable)
    }

    @Test("codes are the stable texts that pipelines and the store hold")
    func codes() {
        let codes: [StepFailure.Code] = [.invalidPayload, .notFound, .rateLimit, .timeout, .networkError, .unexpected]
        #expect(
            codes.map(\.rawValue) == [
                "invalid_payload", "not_found", "rate_limit", "timeout", "network_error", "unexpected",
            ])
    }
}
