import Broker
import StepKit
import Synchronization

/// The locks a runtime holds, each with the signal of its attempt.
final class HeldLocks: Sendable {
    struct Held: Sendable {
        let lock: Lock
        var signal: AbortSignal
        /// The attempt has come to its end and runs what closes the job: cancelling it has no effect any more.
        var isClosing = false
        /// When the lock runs out unless renewed.
        var lockedUntil: Timestamp
        /// When renewing ends; `nil` means never.
        var renewUntil: Timestamp?
        /// How often it is renewed: a third of its length.
        let interval: Duration
        var renewAt: Timestamp
    }

    private struct State {
        var held: [Lock: Held] = [:]
        /// Locks that were cancelled before their attempt was added; few, and of no use once there are many.
        var cancelledEarly: Set<Lock> = []
        var isShuttingDown = false
    }

    private let state = Mutex(State())

    func add(_ held: Held) {
        let isCancelled = state.withLock { state in
            state.held[held.lock] = held
            return state.cancelledEarly.remove(held.lock) != nil
        }
        if isCancelled { held.signal.fire(.cancelled) }
    }

    /// The attempt begins: its lock is renewed until then at most.
    func renew(_ lock: Lock, until moment: Timestamp) { state.withLock { $0.held[lock]?.renewUntil = moment } }

    func remove(_ lock: Lock) { state.withLock { $0.held[lock] = nil } }

    /// Tells the attempt that its job was cancelled; one that is only just being added hears it then.
    func cancel(_ lock: Lock) {
        let signal = state.withLock { state -> AbortSignal? in
            if let held = state.held[lock] { return held.isClosing ? nil : held.signal }
            if state.cancelledEarly.count >= 1000 { state.cancelledEarly = [] }
            state.cancelledEarly.insert(lock)
            return nil
        }
        signal?.fire(.cancelled)
    }

    /// The lock is gone: there is nothing to renew any more.
    func lose(_ lock: Lock) {
        state.withLock { $0.held.removeValue(forKey: lock) }?.signal.fire(.lockLost)
    }

    /// The attempt's first signal has done its work; this one hears of the shutdown, or that the lock is lost.
    func beginClosing(_ lock: Lock, with signal: AbortSignal) {
        let reason = state.withLock { state -> AbortReason? in
            state.held[lock]?.signal = signal
            state.held[lock]?.isClosing = true
            return state.held[lock] == nil ? .lockLost : state.isShuttingDown ? .shuttingDown : nil
        }
        if let reason { signal.fire(reason) }
    }

    /// Every attempt is to stop now.
    func shutDown() {
        let held = state.withLock { state in
            state.isShuttingDown = true
            return Array(state.held.values)
        }
        for held in held { held.signal.fire(.shuttingDown) }
    }

    /// What is to be renewed by now.
    func due(at now: Timestamp) -> [Lock] {
        state.withLock { state in
            state.held.values.filter { $0.renewAt <= now && ($0.renewUntil.map { now < $0 } ?? true) }.map(\.lock)
        }
    }

    /// When the next lock is to be renewed or runs out.
    var nextMoment: Timestamp? {
        state.withLock { state in
            state.held.values.map { held in
                held.renewUntil.map { held.renewAt < $0 } ?? true ? held.renewAt : held.lockedUntil
            }.min()
        }
    }

    func renewed(_ lock: Lock, until lockedUntil: Timestamp, at now: Timestamp) {
        state.withLock { state in
            state.held[lock]?.lockedUntil = lockedUntil
            if let interval = state.held[lock]?.interval { state.held[lock]?.renewAt = now + interval }
        }
    }

    /// A renewal that could not be made is tried again soon.
    func postpone(_ locks: [Lock], to moment: Timestamp) {
        state.withLock { state in
            for lock in locks { state.held[lock]?.renewAt = moment }
        }
    }

    /// The locks that have run out by this process's own clock, whatever the store would say.
    func expired(at now: Timestamp) -> [Lock] {
        state.withLock { state in state.held.values.filter { $0.lockedUntil <= now }.map(\.lock) }
    }
}
