import Synchronization

/// Counts finished jobs, and lets a new one in for each.
final class Countdown: Sendable {
    private struct State {
        var left: Int
        var gate: AsyncStream<Void>.Continuation?
    }

    private let state: Mutex<State>
    private let done = AsyncStream.makeStream(of: Void.self)

    init(_ count: Int) {
        state = Mutex(State(left: count))
    }

    /// One element for each job that may be submitted now: `width` at once, then one for each that has ended.
    func gate(width: Int) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        state.withLock { $0.gate = continuation }
        for _ in 0..<width { continuation.yield() }
        return stream
    }

    func countDown() {
        let (gate, isOver) = state.withLock { state in
            state.left -= 1
            return (state.gate, state.left == 0)
        }
        gate?.yield()
        if isOver { done.continuation.finish() }
    }

    func wait() async { for await _ in done.stream {} }
}
