import PipelineDefinitions
import Synchronization

/// Whose turn it is to be served: the latest project. A new one ends the turn of the one before.
final class TurnKeeper: Sendable {
    struct Turn: Sendable {
        let project: Project
        /// Yields when the turn is over.
        let stops: AsyncStream<Void>
    }

    private struct State {
        var isEnded = false
        var stop: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())
    private let turns: AsyncStream<Turn>
    private let sender: AsyncStream<Turn>.Continuation

    init() {
        // What was passed over by a newer one is never served.
        (turns, sender) = AsyncStream.makeStream(of: Turn.self, bufferingPolicy: .bufferingNewest(1))
    }

    func begin(_ project: Project) {
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        let last = state.withLock { state -> AsyncStream<Void>.Continuation? in
            guard !state.isEnded else { return nil }
            defer { state.stop = stop }
            sender.yield(Turn(project: project, stops: stops))
            return state.stop
        }
        last?.yield()
    }

    /// Ends the turn, and there will be no other.
    func end() {
        let last = state.withLock { state in
            state.isEnded = true
            sender.finish()
            return state.stop
        }
        last?.yield()
    }

    func next() async -> Turn? {
        for await turn in turns { return turn }
        return nil
    }
}
