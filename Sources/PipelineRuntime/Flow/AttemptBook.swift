import Broker
import Synchronization

/// What one attempt has found, has written and still owes.
final class AttemptBook: Sendable {
    private struct State {
        var earlier: [String: StepRecord]
        var written: [String: StepRecord] = [:]
        var owed: [SpendSettlement] = []
        var open: [PipelineRun] = []
    }

    private let state: Mutex<State>

    /// - Parameter earlier: what earlier attempts recorded.
    init(earlier: [StepRecord]) {
        state = Mutex(State(earlier: Dictionary(earlier.map { ($0.stepID, $0) }, uniquingKeysWith: { $1 })))
    }

    /// The latest record of a step; what failed in an earlier attempt counts as not begun.
    func record(of id: String) -> StepRecord? {
        state.withLock { state in
            state.written[id] ?? state.earlier[id].flatMap { $0.status == .failed ? nil : $0 }
        }
    }

    /// What this attempt itself has written.
    func written(_ id: String) -> StepRecord? { state.withLock { $0.written[id] } }

    func note(_ record: StepRecord) { state.withLock { $0.written[record.stepID] = record } }

    /// Settlements of a try whose step will not be written: the next checkpoint, whichever it is, stores them.
    func owe(_ settlements: [SpendSettlement]) { state.withLock { $0.owed += settlements } }

    func takeOwed() -> [SpendSettlement] {
        state.withLock { state in
            defer { state.owed = [] }
            return state.owed
        }
    }

    /// A pipeline did not reach its end: what closes it may have to run.
    func leaveOpen(_ run: PipelineRun) {
        state.withLock { state in
            state.open.removeAll { $0.prefix == run.prefix }
            state.open.append(run)
        }
    }

    func reachEnd(of run: PipelineRun) { state.withLock { $0.open.removeAll { $0.prefix == run.prefix } } }

    /// Inner pipelines before those that use them.
    var open: [PipelineRun] { state.withLock { $0.open } }
}
