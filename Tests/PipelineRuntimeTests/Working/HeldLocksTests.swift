import Broker
import StepKit
import Testing
@testable import PipelineRuntime

@Suite("The locks a runtime holds")
struct HeldLocksTests {
    private let start = RuntimeHarness.start
    private let lock = Lock(deliveryID: 1, fence: 1)

    private func held(renewFor: Duration? = nil) -> (HeldLocks, AbortSignal) {
        let (locks, signal) = (HeldLocks(), AbortSignal())
        locks.add(
            HeldLocks.Held(
                lock: lock, signal: signal, lockedUntil: start + .seconds(60),
                renewUntil: renewFor.map { start + $0 }, interval: .seconds(20), renewAt: start + .seconds(20)))
        return (locks, signal)
    }

    @Test("A lock is due after its interval, and again after the next")
    func due() {
        let (locks, _) = held()
        #expect(locks.nextMoment == start + .seconds(20))
        #expect(locks.due(at: start + .seconds(19)) == [])
        #expect(locks.due(at: start + .seconds(20)) == [lock])
        locks.renewed(lock, until: start + .seconds(80), at: start + .seconds(20))
        #expect(locks.due(at: start + .seconds(39)) == [])
        #expect(locks.nextMoment == start + .seconds(40))
        #expect(locks.expired(at: start + .seconds(79)).isEmpty)
        #expect(locks.expired(at: start + .seconds(80)).count == 1)
    }

    @Test("After the time of renewing the next moment is the lock's end")
    func renewUntil() {
        let (locks, _) = held(renewFor: .seconds(30))
        locks.renewed(lock, until: start + .seconds(80), at: start + .seconds(20))
        #expect(locks.nextMoment == start + .seconds(80))
        #expect(locks.due(at: start + .seconds(70)) == [])
    }

    @Test("A renewal that failed is tried again soon")
    func postponed() {
        let (locks, _) = held()
        locks.postpone([lock, Lock(deliveryID: 9, fence: 9)], to: start + .seconds(21))
        #expect(locks.due(at: start + .seconds(20)) == [])
        #expect(locks.nextMoment == start + .seconds(21))
    }

    @Test("Signals reach the attempt that holds the lock, of that fence alone")
    func signals() {
        let (locks, signal) = held()
        locks.cancel(Lock(deliveryID: 1, fence: 2))
        locks.lose(Lock(deliveryID: 1, fence: 2))
        #expect(signal.reason == nil)
        locks.cancel(lock)
        #expect(signal.reason == .cancelled)
        locks.remove(lock)
        #expect(locks.nextMoment == nil)
    }

    @Test("A lost lock is not renewed any more, and its attempt knows")
    func lost() {
        let (locks, signal) = held()
        locks.lose(lock)
        #expect(signal.reason == .lockLost)
        #expect(locks.nextMoment == nil)
        #expect(locks.due(at: start + .seconds(100)) == [])
    }

    @Test("A cancellation that comes before the attempt is added is not lost")
    func early() {
        let (locks, signal) = (HeldLocks(), AbortSignal())
        locks.cancel(lock)
        locks.add(
            HeldLocks.Held(
                lock: lock, signal: signal, lockedUntil: start + .seconds(60), renewUntil: nil, interval: .seconds(20),
                renewAt: start + .seconds(20)))
        #expect(signal.reason == .cancelled)
    }

    @Test("A shutdown reaches every attempt")
    func all() {
        let (locks, signal) = held()
        locks.shutDown()
        #expect(signal.reason == .shuttingDown)
    }

    @Test("What closes a job hears of the shutdown and of a lost lock, and no more of a cancellation")
    func closing() {
        let (locks, first) = held()
        locks.cancel(lock)
        let signal = AbortSignal()
        locks.beginClosing(lock, with: signal)
        locks.cancel(lock)
        #expect(first.reason == .cancelled && signal.reason == nil)
        locks.lose(lock)
        #expect(signal.reason == .lockLost)
    }

    @Test("A shutdown that came before it, or a lock that is gone, stops it at once", arguments: [true, false])
    func tooLate(isShuttingDown: Bool) {
        let (locks, _) = held()
        locks.cancel(lock)
        if isShuttingDown { locks.shutDown() } else { locks.lose(lock) }
        let signal = AbortSignal()
        locks.beginClosing(lock, with: signal)
        #expect(signal.reason == (isShuttingDown ? .shuttingDown : .lockLost))
    }
}
