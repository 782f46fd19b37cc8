import ModelChatStep
import StepKitTesting
import Testing

@Suite("model.chat keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(ModelChatStep.self)
    }
}
