import S3Steps
import StepKitTesting
import Testing

@Suite("s3.get and s3.put keep every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(S3GetStep.self)
        try await promise.check(S3PutStep.self)
    }
}
