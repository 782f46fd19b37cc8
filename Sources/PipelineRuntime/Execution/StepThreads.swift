import Dispatch
import Foundation
import Synchronization

/// The threads step bodies run on, apart from the runtime's own.
///
/// A body that blocks or spins holds its thread and nothing else: whenever no thread is idle another one is started,
/// up to the limit. Each abandoned body raises the limit by one until it ends, so that even bodies that are stuck for
/// ever leave room for the others.
final class StepThreads: TaskExecutor {
    private struct State {
        var queue: [UnownedJob] = []
        var head = 0
        var idle = 0
        var threads = 0
        var limit: Int

        mutating func pop() -> UnownedJob? {
            guard head < queue.count else { return nil }
            defer {
                head += 1
                if head == queue.count {
                    queue.removeAll(keepingCapacity: true)
                    head = 0
                }
            }
            return queue[head]
        }
    }

    private enum Action { case wake, start, nothing }

    private let state: Mutex<State>
    private let wakeUps = DispatchSemaphore(value: 0)

    init(limit: Int) {
        state = Mutex(State(limit: limit))
    }

    func enqueue(_ job: UnownedJob) {
        let action = state.withLock { state -> Action in
            state.queue.append(job)
            if state.idle > 0 {
                state.idle -= 1
                return .wake
            }
            guard state.threads < state.limit else { return .nothing }
            state.threads += 1
            return .start
        }
        switch action {
        case .wake: wakeUps.signal()
        case .start: startThread()
        case .nothing: break
        }
    }

    /// A body was abandoned and still holds a thread.
    func bodyWasAbandoned() { state.withLock { $0.limit += 1 } }

    /// An abandoned body has ended.
    func abandonedBodyEnded() { state.withLock { $0.limit -= 1 } }

    private func startThread() {
        let thread = Thread { [self] in runJobs() }
        thread.name = "millrace-step"
        thread.stackSize = 1 << 20
        thread.start()
    }

    private func runJobs() {
        while true {
            let job = state.withLock { state -> UnownedJob? in
                let job = state.pop()
                if job == nil { state.idle += 1 }
                return job
            }
            if let job {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else {
                wakeUps.wait()
            }
        }
    }
}
