import Broker
import Synchronization

/// Carries the progress of one attempt to the store, the latest value at most every so often.
final class ProgressFeed: Sendable {
    private struct State {
        var waiting: ProgressReport?
        var highest = 0
    }

    private let state = Mutex(State())
    private let wakeUp = WakeUp()
    private let interval: Duration

    init(interval: Duration, startingAt progress: Int) {
        self.interval = interval
        state.withLock { $0.highest = progress }
    }

    /// Cheap; an older value that has not been stored yet is replaced.
    func offer(_ report: ProgressReport) {
        let isNews = state.withLock { state in
            guard report.progress > state.highest || (report.note != nil && report.progress == state.highest) else {
                return false
            }
            state.highest = report.progress
            state.waiting = report
            return true
        }
        if isNews { wakeUp.set() }
    }

    /// A step has ended with this progress: what it reported before and is not stored yet is no news any more.
    /// - Returns: the job's progress then, which others that run at the same time may have raised.
    func stepEnded(at progress: Int) -> Int {
        state.withLock { state in
            state.highest = max(state.highest, progress)
            state.waiting = nil
            return state.highest
        }
    }

    /// Stores what is offered until the task is cancelled.
    func run(broker: any AttemptBroker, time: TimeSource) async {
        while !Task.isCancelled {
            await wakeUp.wait()
            guard
                let report = state.withLock({ state in
                    defer { state.waiting = nil }
                    return state.waiting
                })
            else { continue }
            // A refused report means the lock is lost, which the attempt learns by itself.
            _ = await broker.report([report], at: time.now)
            try? await time.sleep(for: interval)
        }
    }
}
