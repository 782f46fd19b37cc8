import TestSupport
import Testing
@testable import PipelineRuntime

@Suite("A value that is set once")
struct OneShotTests {
    @Test("The first value counts, and is there for whoever asks later")
    func first() async {
        let shot = OneShot<Int>()
        #expect(shot.set(1))
        #expect(!shot.set(2))
        #expect(await shot.value() == 1)
        #expect(!shot.set(3))
    }

    @Test("It wakes the task that waits")
    func wakes() async {
        let shot = OneShot<Int>()
        async let value = shot.value()
        shot.set(5)
        #expect(await value == 5)
    }

    @Test("A cancelled wait gives nothing, and the value may still be set and read")
    func cancelled() async {
        let shot = OneShot<Int>()
        let waiting = Task { await shot.value() }
        waiting.cancel()
        #expect(await waiting.value == nil)
        #expect(shot.set(1))
        #expect(await shot.value() == 1)
    }

    @Test("Of many who set it at once, one does")
    func race() async {
        let shot = OneShot<Int>()
        let winners = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 { group.addTask { shot.set(number) } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }
}

@Suite("A flag one task waits on")
struct WakeUpTests {
    @Test("Set twice it is taken once")
    func takenOnce() async {
        let (wakeUp, clock) = (WakeUp(), WatchedClock())
        let time = TimeSource(clock, startingAt: RuntimeHarness.start)
        wakeUp.set()
        wakeUp.set()
        await wakeUp.wait()
        async let second: Void = wakeUp.wait(atMost: .seconds(3), on: time)
        try? await clock.pass(.seconds(3))
        await second
        #expect(clock.now.offset == .seconds(3))
    }

    @Test("It wakes the task that waits, before its time")
    func wakes() async throws {
        let (wakeUp, clock) = (WakeUp(), WatchedClock())
        async let waiting: Void = wakeUp.wait(
            atMost: .seconds(3), on: TimeSource(clock, startingAt: RuntimeHarness.start))
        try await clock.sleeper(at: .seconds(3))
        wakeUp.set()
        await waiting
        #expect(clock.now.offset == .zero)
        try await eventually("nobody sleeps any more") { !clock.hasSleeper(at: .seconds(3)) }
    }

    @Test("A cancelled wait ends")
    func cancelled() async {
        let wakeUp = WakeUp()
        let waiting = Task { await wakeUp.wait() }
        waiting.cancel()
        await waiting.value
    }
}
