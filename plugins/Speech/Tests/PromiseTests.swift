import SpeechSteps
import StepKitTesting
import Testing

@Suite("speech.transcribe keeps every promise")
struct PromiseTests {
    @Test("promise", arguments: StepPromise.all)
    func promise(promise: StepPromise) async throws {
        try await promise.check(SpeechTranscribeStep.self)
    }
}
