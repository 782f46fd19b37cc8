import Synchronization

/// The gates of all models of one process, and the waiting before them.
public final class ModelGates: Sendable {
    private struct State {
        var gates: [String: ModelGate] = [:]
        var waiting: [String: [AsyncStream<Never>.Continuation]] = [:]

        mutating func enter(_ model: Model, at now: Duration) -> (ModelGate.Verdict, AsyncStream<Never>?) {
            var gate = gates[model.name] ?? ModelGate(concurrency: model.concurrency, rate: model.rate)
            let verdict = gate.enter(at: now)
            gates[model.name] = gate
            guard verdict == .full else { return (verdict, nil) }
            let (signal, continuation) = AsyncStream<Never>.makeStream()
            waiting[model.name, default: []].append(continuation)
            return (verdict, signal)
        }

        /// - Returns: whom to wake.
        mutating func leave(
            _ name: String, _ ending: ModelGate.Ending, at now: Duration
        ) -> [AsyncStream<Never>.Continuation] {
            gates[name]?.leave(ending, at: now)
            return waiting.removeValue(forKey: name) ?? []
        }
    }

    /// What became of waiting.
    public enum Admission: Sendable, Hashable {
        /// ``leave(_:_:)`` is owed.
        case passed
        /// Not before this is over.
        case refused(after: Duration)
    }

    private let clock: ModelClock
    private let state = Mutex(State())

    public init(clock: ModelClock = ModelClock(ContinuousClock())) {
        self.clock = clock
    }

    /// Waits for a place, but not longer than `patience` for the rate and not at all for a model that fails.
    /// - Throws: `CancellationError`.
    public func enter(_ model: Model, patience: Duration) async throws -> Admission {
        let deadline = clock.now() + patience
        while true {
            try Task.checkCancellation()
            let now = clock.now()
            let (verdict, signal) = state.withLock { $0.enter(model, at: now) }
            switch verdict {
            case .pass: return .passed
            case .closed(let time): return .refused(after: time)
            case .wait(let time):
                guard now + time <= deadline else { return .refused(after: time) }
                try await clock.sleep(time)
            case .full:
                // Ends when somebody leaves, and when this task is cancelled.
                if let signal { for await _ in signal {} }
            }
        }
    }

    public func leave(_ model: Model, _ ending: ModelGate.Ending) {
        let now = clock.now()
        for waiter in state.withLock({ $0.leave(model.name, ending, at: now) }) { waiter.finish() }
    }
}
