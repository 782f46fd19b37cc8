import HTTPRequestStep
import StepKitTesting
import Testing

@Suite("http.request keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(HTTPRequestStep.self)
    }
}
