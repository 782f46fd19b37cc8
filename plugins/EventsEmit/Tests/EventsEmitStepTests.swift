import EventsEmitStep
import StepKit
import StepKitTesting
import Testing

@Suite("events.emit")
struct EventsEmitStepTests {
    @Test(arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(EventsEmitStep.self)
    }

    @Test("the event is staged for the step's checkpoint")
    func emits() async throws {
        let outcome = try await StepHarness().run(
            EventsEmitStep.self, with: ["type": "video.analysed", "data": ["scenes": 6]])
        #expect(outcome.events.count == 1)
        #expect(outcome.events.first?.type == "video.analysed")
        #expect(outcome.events.first?.data == ["scenes": 6])
    }

    @Test(
        "the runtime's own types and malformed ones are refused",
        arguments: ["job.completed", "step.failed", "video", "Video.x", "a..b", ""])
    func refused(type: String) async throws {
        let outcome = try await StepHarness().run(EventsEmitStep.self, with: ["type": .string(type)])
        #expect(outcome.failure?.code == .invalidPayload)
        #expect(outcome.events.isEmpty)
    }
}
