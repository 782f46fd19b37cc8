import Synchronization

/// How many attempts may run beyond the concurrency of their subscriptions, in the whole process.
final class InlinePlaces: Sendable {
    static let most = 16

    private let taken = Mutex(0)

    /// - Returns: whether there was one.
    func take() -> Bool {
        taken.withLock { taken in
            guard taken < Self.most else { return false }
            taken += 1
            return true
        }
    }

    func giveBack() { taken.withLock { $0 -= 1 } }
}
