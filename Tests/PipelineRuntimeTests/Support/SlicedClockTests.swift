import PipelineRuntime
import Testing

@Suite("The sliced clock")
struct SlicedClockTests {
    @Test("Sleeps no shorter than asked, and not at all until a moment that has passed")
    func sleeps() async throws {
        let clock = SlicedClock()
        let start = clock.now
        try await clock.sleep(until: start + .milliseconds(2), tolerance: nil)
        #expect(clock.now >= start + .milliseconds(2))
        try await clock.sleep(until: start, tolerance: nil)
    }

    @Test("A cancelled sleep ends at once, also one of an hour")
    func cancelled() async {
        let sleeper = Task { try await SlicedClock().sleep(until: .now + .seconds(3600), tolerance: nil) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
}
