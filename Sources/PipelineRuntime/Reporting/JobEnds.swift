public import Broker
import Synchronization

/// Tells those who wait that a job has ended. One listener to the store's hints serves them all.
public final class JobEnds: Sendable {
    /// Hints may be missed; the store is the truth.
    private static let pollInterval = Duration.seconds(1)

    private struct Waiters {
        var all: [String: [Int: WakeUp]] = [:]
        var lastID = 0
    }

    private let broker: any Broker
    private let time: TimeSource
    private let waiters = Mutex(Waiters())

    public init(broker: any Broker, time: TimeSource) {
        self.broker = broker
        self.time = time
    }

    /// Listens until the task is cancelled.
    public func run() async {
        for await change in broker.changes(of: [.events]) {
            guard case .events(let jobID) = change else { continue }
            let woken = waiters.withLock { $0.all[jobID].map { Array($0.values) } ?? [] }
            for waiter in woken { waiter.set() }
        }
    }

    /// The job once it has ended, or as it is when the time is over; `nil` if there is no such job.
    public func job(_ id: String, endedWithin limit: Duration) async throws(BrokerError) -> JobRecord? {
        let deadline = time.now + limit
        let wakeUp = WakeUp()
        let key = enter(id, wakeUp)
        defer { leave(id, key) }
        while true {
            let job = try await broker.job(id)
            let remaining = deadline - time.now
            guard let job, !job.status.isFinal, remaining > .zero, !Task.isCancelled else { return job }
            await wakeUp.wait(atMost: min(remaining, Self.pollInterval), on: time)
        }
    }

    private func enter(_ id: String, _ wakeUp: WakeUp) -> Int {
        waiters.withLock { waiters in
            waiters.lastID += 1
            waiters.all[id, default: [:]][waiters.lastID] = wakeUp
            return waiters.lastID
        }
    }

    private func leave(_ id: String, _ key: Int) {
        waiters.withLock { waiters in
            waiters.all[id]?[key] = nil
            if waiters.all[id]?.isEmpty == true { waiters.all[id] = nil }
        }
    }
}
