import Synchronization

/// The latest items; the oldest make room for new ones.
final class InboxState: Sendable {
    static let capacity = 500

    private struct Content {
        var items: [InboxItem] = []
        var lastID = 0
    }

    private let content = Mutex(Content())

    /// Newest first.
    var items: [InboxItem] { content.withLock { $0.items.reversed() } }

    func item(_ id: Int) -> InboxItem? { content.withLock { $0.items.first { $0.id == id } } }

    func removeAll() { content.withLock { $0.items = [] } }

    /// - Parameter make: gets the item's id.
    @discardableResult
    func add(_ make: (Int) -> InboxItem) -> InboxItem {
        content.withLock { content in
            content.lastID += 1
            let item = make(content.lastID)
            content.items.append(item)
            if content.items.count > Self.capacity { content.items.removeFirst() }
            return item
        }
    }
}
