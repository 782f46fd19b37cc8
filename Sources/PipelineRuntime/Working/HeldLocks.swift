import Broker
import StepKit
import Synchronization

/// The locks a runtime holds, each with the signal of its attempt.
final class HeldLocks: Sendable {
    struct Held: Sendable {
        let lock: Lock
        let signal: AbortSignal
        /// When the lock runs out unless renewed.
        var lockedUntil: Timestamp
        /// When renewing ends; `nil` means never.
        let renewUntil: Timestamp?
        /// How often it is renewed: a third of its length.
        let interval: Duration
        var renewAt: Timestamp
    }

    private let state = Mutex<[Lock: Held]>([:])

    func add(_ held: Held) { state.withLock { $0[held.lock] = held } }

    func remove(_ lock: Lock) { state.withLock { $0[lock] = nil } }

    func signal(of lock: Lock) -> AbortSignal? { state.withLock { $0[lock]?.signal } }

    func fireAll(_ reason: AbortReason) {
        for held in state.withLock({ Array($0.values) }) { held.signal.fire(reason) }
    }

    /// What is to be renewed by now.
    func due(at now: Timestamp) -> [Lock] {
        state.withLock { all in
            all.values.filter { $0.renewAt <= now && ($0.renewUntil.map { now < $0 } ?? true) }.map(\.lock)
        }
    }

    /// When the next lock is to be renewed or runs out.
    var nextMoment: Timestamp? {
        state.withLock { all in
            all.values.map { held in held.renewUntil.map { held.renewAt < $0 } ?? true ? held.renewAt : held.lockedUntil
            }.min()
        }
    }

    func renewed(_ lock: Lock, until lockedUntil: Timestamp, at now: Timestamp) {
        state.withLock { all in
            all[lock]?.lockedUntil = lockedUntil
            if let interval = all[lock]?.interval { all[lock]?.renewAt = now + interval }
        }
    }

    /// A renewal that could not be made is tried again soon.
    func postpone(_ locks: [Lock], to moment: Timestamp) {
        state.withLock { all in
            for lock in locks { all[lock]?.renewAt = moment }
        }
    }

    /// The signals of locks that have run out by this process's own clock, whatever the store would say.
    func expired(at now: Timestamp) -> [AbortSignal] {
        state.withLock { all in all.values.filter { $0.lockedUntil <= now }.map(\.signal) }
    }
}
