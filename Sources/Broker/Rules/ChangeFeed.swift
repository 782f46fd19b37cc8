import Synchronization

/// Hands hints to everybody who listens. A slow listener loses the oldest ones: hints may be missed.
package final class ChangeFeed: Sendable {
    private struct Listeners {
        var continuations: [Int: AsyncStream<BrokerChange>.Continuation] = [:]
        var nextID = 0
        var isFinished = false
    }

    private let listeners = Mutex(Listeners())

    package init() {}

    package func stream() -> AsyncStream<BrokerChange> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: BrokerChange.self, bufferingPolicy: .bufferingNewest(1024))
        let id: Int? = listeners.withLock { listeners in
            guard !listeners.isFinished else { return nil }
            listeners.nextID += 1
            listeners.continuations[listeners.nextID] = continuation
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
        let all = listeners.withLock { Array($0.continuations.values) }
        for continuation in all {
            for change in changes { continuation.yield(change) }
        }
    }

    package func finish() {
        let all = listeners.withLock { listeners in
            listeners.isFinished = true
            defer { listeners.continuations = [:] }
            return Array(listeners.continuations.values)
        }
        for continuation in all { continuation.finish() }
    }

    private func remove(_ id: Int) {
        listeners.withLock { listeners in _ = listeners.continuations.removeValue(forKey: id) }
    }
}
