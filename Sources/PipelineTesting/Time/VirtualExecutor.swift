import Dispatch
import Foundation
import Synchronization

/// Runs everything of one test on one thread, in the order it became ready, and knows when nothing can run any more.
///
/// That is what makes a clock that jumps exact: time moves when the queue is empty, and never sooner. What runs
/// elsewhere is counted and holds the clock.
final class VirtualExecutor: TaskExecutor {
    private enum Next {
        case run(UnownedJob)
        case tell(CheckedContinuation<Void, Never>)
        case wait, end
    }

    private struct State {
        var queue: [UnownedJob] = []
        var head = 0
        var idleWaiter: CheckedContinuation<Void, Never>?
        /// Calls that run outside of the queue.
        var outside = 0
        var isWaiting = false
        var isFinished = false

        mutating func next() -> Next {
            if let job = pop() { return .run(job) }
            if outside == 0, let waiter = idleWaiter {
                idleWaiter = nil
                return .tell(waiter)
            }
            if isFinished { return .end }
            isWaiting = true
            return .wait
        }

        private mutating func pop() -> UnownedJob? {
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

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    /// Runs `body` and all that comes from it on a thread of its own.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        let thread = Thread { [self] in work() }
        thread.name = "millrace-test"
        thread.stackSize = 4 << 20
        thread.start()
        let value = await withTaskExecutorPreference(self) { @concurrent in await body() }
        change { $0.isFinished = true }
        return value
    }

    /// Returns when nothing else can run: all of it waits for the clock, or for what never comes. One task may ask.
    func whenIdle() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.idleWaiter = continuation }
        }
    }

    /// The test is not idle while `body` runs, wherever it runs.
    func outside<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        change { $0.outside += 1 }
        defer { change { $0.outside -= 1 } }
        return try await body()
    }

    func enqueue(_ job: UnownedJob) { change { $0.queue.append(job) } }

    private func change(_ change: (inout State) -> Void) {
        let mustWake = state.withLock { state in
            change(&state)
            defer { state.isWaiting = false }
            return state.isWaiting
        }
        if mustWake { wakeUp.signal() }
    }

    private func work() {
        while true {
            switch state.withLock({ $0.next() }) {
            case .run(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .tell(let waiter): waiter.resume()
            case .wait: wakeUp.wait()
            case .end: return
            }
        }
    }
}
