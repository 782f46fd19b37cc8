import Synchronization
import Testing
import TestSupport

@Suite("The manual clock", .timeLimit(.minutes(10)))
struct ManualClockTests {
    final class Woken: Sendable {
        private let state = Mutex<[Int]>([])
        var all: [Int] { state.withLock { $0 } }
        func note(_ seconds: Int) { state.withLock { $0.append(seconds) } }
    }

    let clock = ManualClock()

    @Test("stands still until it is moved")
    func standsStill() {
        #expect(clock.elapsed == .zero)
        let start = clock.now
        clock.advance(by: .seconds(3))
        #expect(start.duration(to: clock.now) == .seconds(3))
        #expect(clock.elapsed == .seconds(3))
    }

    @Test("wakes only those whose time has come")
    func wakesDue() async throws {
        let woken = Woken()
        try await withThrowingTaskGroup { group in
            for seconds in [3, 1, 2] {
                group.addTask { [clock] in
                    try await clock.sleep(for: .seconds(seconds))
                    woken.note(seconds)
                }
            }
            try await clock.waitForSleepers(count: 3)
            clock.advance(by: .milliseconds(999))
            #expect(clock.sleeperCount == 3)
            for expected in 1...3 {
                clock.advance(by: expected == 1 ? .milliseconds(1) : .seconds(1))
                try await group.next()
                #expect(woken.all == Array(1...expected))
            }
        }
        #expect(clock.sleeperCount == 0)
    }

    @Test("goes to the earliest sleeper when asked")
    func goesToNext() async throws {
        #expect(!clock.advanceToNextSleeper())
        async let late: Void = clock.sleep(for: .seconds(9))
        async let early: Void = clock.sleep(for: .seconds(4))
        try await clock.waitForSleepers(count: 2)
        #expect(clock.advanceToNextSleeper())
        try await early
        #expect(clock.elapsed == .seconds(4))
        #expect(clock.advanceToNextSleeper())
        try await late
        #expect(clock.elapsed == .seconds(9))
    }

    @Test("a time already reached needs no sleep", arguments: [Duration.zero, .seconds(-1), .seconds(5)])
    func alreadyReached(time: Duration) async throws {
        clock.advance(by: .seconds(5))
        try await clock.sleep(until: ManualClock.Instant(offset: time))
        #expect(clock.sleeperCount == 0)
    }

    @Test("cancelling a sleeper wakes it with an error")
    func cancelled() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in try await clock.sleep(for: .seconds(1)) }
            try await clock.waitForSleepers(count: 1)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(clock.sleeperCount == 0)
    }

    @Test("a task cancelled before never sleeps")
    func cancelledBefore() async {
        await withTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask { [clock] in
                do {
                    try await clock.sleep(for: .seconds(1))
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            #expect(await group.next() == true)
        }
    }

    @Test("waiting for sleepers that never come can be cancelled")
    func cancelledWatcher() async {
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in try await clock.waitForSleepers(count: 1) }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }

    @Test("serves code that is generic over clocks")
    func generic() async throws {
        let anyClock: any Clock<Duration> = clock
        async let slept: Void = anyClock.sleep(for: .seconds(1))
        try await clock.waitForSleepers(count: 1)
        clock.advance(by: .seconds(1))
        try await slept
        #expect(clock.sleeperCount == 0)
    }
}
