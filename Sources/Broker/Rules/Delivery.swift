import JSONModel

/// One message's copy in one subscription: the part of it that transitions read and change, shared by all drivers.
package struct Delivery: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case ready, locked, completed, dead, cancelled
    }

    /// How many workers one delivery may kill: the last one dead-letters it.
    package static let deathLimit = 3

    package var id: Int64
    package var subscription: String
    package var definition: String
    package var state = State.ready
    /// Locks that were not given back; the first delivery has number 1.
    package var number = 0
    /// Attempts that failed; they count against the subscription's limit, the deaths of workers do not.
    package var failures = 0
    package var deaths = 0
    package var fence: Int64 = 0
    package var readyAt: Timestamp
    package var expiresAt: Timestamp?
    package var lockedUntil: Timestamp?
    package var worker: String?
    package var reason: String?
    package var failure: FailureRecord?
    package var cause: AttemptCause?

    package init(id: Int64, subscription: String, definition: String, readyAt: Timestamp, expiresAt: Timestamp?) {
        self.id = id
        self.subscription = subscription
        self.definition = definition
        self.readyAt = readyAt
        self.expiresAt = expiresAt
    }

    /// A new copy for that subscription, ready at once.
    package init(id: Int64, for subscription: Subscription, at now: Timestamp) {
        self.init(
            id: id, subscription: subscription.name, definition: subscription.definition, readyAt: now,
            expiresAt: subscription.timeToLive.map { now + $0 })
    }

    package var lock: Lock { Lock(deliveryID: id, fence: fence) }

    /// The deadline decides, even if no sweeper has come by.
    package func isLocked(at now: Timestamp) -> Bool {
        guard state == .locked, let lockedUntil else { return false }
        return now < lockedUntil
    }

    package func isHeld(by lock: Lock, at now: Timestamp) -> Bool {
        isLocked(at: now) && lock.deliveryID == id && lock.fence == fence
    }

    package func isExpired(at now: Timestamp) -> Bool {
        guard let expiresAt else { return false }
        return expiresAt <= now
    }
}
