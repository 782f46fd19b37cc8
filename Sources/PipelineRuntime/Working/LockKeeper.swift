import Broker
import Logging

/// Renews the locks of running attempts, all that are due in one call, and tells attempts that have lost theirs.
struct LockKeeper: Sendable {
    let held: HeldLocks
    let broker: any AttemptBroker
    let time: TimeSource
    let logger: Logger
    /// Set when a lock was added.
    let wakeUp: WakeUp

    /// Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await renewDue()
            for lock in held.expired(at: time.now) { held.lose(lock) }
            let rest = held.nextMoment.map { max($0 - time.now, .milliseconds(1)) }
            if let rest { await wakeUp.wait(atMost: rest, on: time) } else { await wakeUp.wait() }
        }
    }

    private func renewDue() async {
        let now = time.now
        let locks = held.due(at: now)
        guard !locks.isEmpty else { return }
        held.postpone(locks, to: now + .seconds(1))
        for (lock, answer) in zip(locks, await broker.renew(locks, at: now)) {
            switch answer {
            case .success(let renewal):
                held.renewed(lock, until: renewal.lockedUntil, at: now)
                if renewal.isCancelling { held.cancel(lock) }
            case .failure(let error) where error.code == .lockLost:
                held.lose(lock)
            case .failure(let error):
                logger.warning("a lock could not be renewed: \(error)")
            }
        }
    }
}
