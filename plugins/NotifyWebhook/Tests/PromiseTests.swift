import NotifyWebhookStep
import StepKitTesting
import Testing

@Suite("notify.webhook keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(NotifyWebhookStep.self)
    }
}
