import BuiltInSteps
import StepKit
import StepKitTesting
import Testing

@Suite("The built-in plugins")
struct BuiltInStepsTests {
    @Test("each keeps every promise", arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        for step in BuiltInSteps.all { try await promise.check(step) }
    }

    @Test("their names are all different")
    func registry() throws {
        #expect(try StepRegistry(BuiltInSteps.all).descriptions.count == BuiltInSteps.all.count)
    }
}
