/// A job and all its deliveries, with the transitions every driver shares: a driver loads this, changes it, and stores
/// what changed together with the events in one transaction.
package struct JobState: Sendable, Hashable {
    package var head: JobHead
    /// In the order of their subscriptions; the first one's output is the job's result.
    package var deliveries: [Delivery]

    package init(head: JobHead, deliveries: [Delivery]) {
        self.head = head
        self.deliveries = deliveries
    }

    /// Where the delivery is that this lock still holds.
    package func index(heldBy lock: Lock, at now: Timestamp) throws(BrokerError) -> Int {
        guard let index = deliveries.firstIndex(where: { $0.isHeld(by: lock, at: now) }) else {
            throw .lockLost(lock)
        }
        return index
    }

    package func index(of deliveryID: Int64) throws(BrokerError) -> Int {
        guard let index = deliveries.firstIndex(where: { $0.id == deliveryID }) else {
            throw BrokerError(.storage, "job \(head.id) has no delivery \(deliveryID)")
        }
        return index
    }

    /// The locks that workers hold now.
    package func locks(at now: Timestamp) -> [Lock] {
        deliveries.filter { $0.isLocked(at: now) }.map(\.lock)
    }
}
