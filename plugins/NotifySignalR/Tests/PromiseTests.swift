import NotifySignalRStep
import StepKitTesting
import Testing

@Suite("notify.signalr keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(NotifySignalRStep.self)
    }
}
