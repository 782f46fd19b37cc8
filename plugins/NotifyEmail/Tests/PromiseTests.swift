import NotifyEmailStep
import StepKitTesting
import Testing

@Suite("notify.email keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(NotifyEmailStep.self, environment: environment())
    }
}
