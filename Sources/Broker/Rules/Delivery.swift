package import JSONModel

/// One message's copy in one subscription: the part of it that transitions read and change, shared by all drivers.
package struct Delivery: Sendable, Hashable {
    package typealias State = DeliveryRecord.State

    package var id: Int64
    package var subscription: String
    package var definition: String
    package var state = State.ready
    /// Locks that were not given back; the first delivery has number 1.
    package var number = 0
    package var counts = AttemptCounts()
    package var fence: Int64 = 0
    package var readyAt: Timestamp
    package var expiresAt: Timestamp?
    package var lockedUntil: Timestamp?
    package var worker: String?
    package var reason: String?
    package var failure: FailureRecord?
    package var cause: AttemptCause?
    /// Of dead letters alone.
    package var fingerprint: String?
    package var endedAt: Timestamp?
    /// Takes the place of the job's payload.
    package var payload: JSONValue?
    /// The key for each of the subscription's limits; empty without limits, so that it never waits for one.
    package var keys: [String?] = []
    /// Whether the next start has been counted against the rates of its keys.
    package var isAdmitted = false
    package var waitsFor: KeyWait?
    /// How many calls under its lock are not settled. They end with the lock: at their maximum.
    package var openSpends = 0
    /// Its place among the deliveries of all keys: ready ones are locked in order of turn, moment, id. 0 without limits.
    package var turn: Int64 = 0

    package init(id: Int64, subscription: String, definition: String, readyAt: Timestamp, expiresAt: Timestamp?) {
        self.id = id
        self.subscription = subscription
        self.definition = definition
        self.readyAt = readyAt
        self.expiresAt = expiresAt
    }

    package var lock: Lock { Lock(deliveryID: id, fence: fence) }

    /// Whether it waits, for its time or for a worker.
    package var isWaiting: Bool { state == .ready || state == .scheduled }

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
