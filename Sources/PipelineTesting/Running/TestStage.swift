import Broker
import JSONModel
import PipelineDefinitions
import PipelineRuntime
import StepKit
import Synchronization

/// What is seen of one test while it runs.
final class TestStage: Sendable {
    struct Seen {
        /// Tries by step id, over all deliveries; those of items also by the id that stands for all of them.
        var tries: [String: Int] = [:]
        var retries: [String: Int] = [:]
        var timeouts: [String: Int] = [:]
        /// What each step was given last.
        var inputs: [String: JSONValue] = [:]
        /// Why the test says nothing about the pipeline.
        var problems: [String] = []
        var random: UInt64 = 0
    }

    private let state = Mutex(Seen())

    var seen: Seen { state.withLock { $0 } }

    /// A body begins: its number.
    func beginTry(of step: String, input: JSONValue) -> Int {
        state.withLock { state in
            for id in Self.ids(of: step) {
                state.inputs[id] = input
                state.tries[id, default: 0] += 1
            }
            return state.tries[step] ?? 1
        }
    }

    private static func ids(of step: String) -> Set<String> { [step, StoredID(step).withoutItems] }

    func report(_ problem: String) {
        state.withLock { state in
            if !state.problems.contains(problem) { state.problems.append(problem) }
        }
    }

    func observe(_ observation: RuntimeObservation) {
        guard case .stepRetrying(_, let step, let failure, _) = observation else { return }
        state.withLock { state in
            for id in Self.ids(of: step) {
                state.retries[id, default: 0] += 1
                if failure.code == .timeout { state.timeouts[id, default: 0] += 1 }
            }
        }
    }

    /// A count: ids differ, and jitter, which reads the upper 53 bits, is none.
    func nextRandom() -> UInt64 {
        state.withLock { state in
            state.random = (state.random + 1) & 0x7FF
            return state.random
        }
    }
}
