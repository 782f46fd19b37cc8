import HTTPDownloadStep
import StepKitTesting
import Testing

@Suite("http.download keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(HTTPDownloadStep.self)
    }
}
