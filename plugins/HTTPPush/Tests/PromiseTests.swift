import HTTPPushStep
import StepKitTesting
import Testing

@Suite("http.push keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(HTTPPushStep.self)
    }
}
