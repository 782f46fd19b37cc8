import Dispatch
import Synchronization

/// Where writes wait for the writer's thread.
final class WriteQueue: Sendable {
    private struct State {
        var waiting: [QueuedWrite] = []
        var isClosed = false
        var hasEnded = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    /// - Returns: false if the queue is closed: the write will not be done.
    func append(_ write: QueuedWrite) -> Bool {
        let isFirst: Bool? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.waiting.append(write)
            return state.waiting.count == 1
        }
        if isFirst == true { signal.signal() }
        return isFirst != nil
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// All that waits; blocks while nothing does. `nil` once closed and empty.
    func takeAll() -> [QueuedWrite]? {
        while true {
            signal.wait()
            let (writes, isClosed) = state.withLock { state in
                defer { state.waiting = [] }
                return (state.waiting, state.isClosed)
            }
            if !writes.isEmpty { return writes }
            if isClosed { return nil }
        }
    }

    /// Takes no more writes; what waits is still done.
    func close() {
        state.withLock { $0.isClosed = true }
        signal.signal()
        signal.signal()
    }

    /// Called by the writer when its thread is done.
    func end() {
        let closers = state.withLock { state in
            state.hasEnded = true
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.closers.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }
}
