import Synchronization

/// Hands hints to everybody who listens. A slow listener loses the oldest ones: hints may be missed.
package final class ChangeFeed: Sendable {
    private struct Listener {
        let kinds: Set<BrokerChange.Kind>
        let continuation: AsyncStream<BrokerChange>.Continuation
    }

    private struct Listeners {
        var all: [Int: Listener] = [:]
        var nextID = 0
        var isFinished = false
    }

    private let listeners = Mutex(Listeners())

    package init() {}

    package func stream(of kinds: Set<BrokerChange.Kind>) -> AsyncStream<BrokerChange> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: BrokerChange.self, bufferingPolicy: .bufferingNewest(1024))
        let id: Int? = listeners.withLock { listeners in
            guard !listeners.isFinished else { return nil }
            listeners.nextID += 1
            listeners.all[listeners.nextID] = Listener(kinds: kinds, continuation: continuation)
            return listeners.nextID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    package func send(_ changes: some Collection<BrokerChange>) {
        guard !changes.isEmpty else { return }
        let all = listeners.withLock { Array($0.all.values) }
        for listener in all {
            for change in changes where listener.kinds.contains(change.kind) { listener.continuation.yield(change) }
        }
    }

    package func finish() {
        let all = listeners.withLock { listeners in
            listeners.isFinished = true
            defer { listeners.all = [:] }
            return Array(listeners.all.values)
        }
        for listener in all { listener.continuation.finish() }
    }

    private func remove(_ id: Int) {
        listeners.withLock { listeners in _ = listeners.all.removeValue(forKey: id) }
    }
}
