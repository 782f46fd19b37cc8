import Synchronization

/// Where the loop's thread and the reading task meet.
final class Exchange: Sendable {
    private struct Shared: Sendable {
        var state = ExchangeState()
        var waiters: [CheckedContinuation<Void, Never>] = []

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [] }
            return waiters
        }
    }

    let id: UInt64
    let plan: TransferPlan
    private let shared = Mutex(Shared())

    init(id: UInt64, plan: TransferPlan) {
        self.id = id
        self.plan = plan
    }

    var peakUnread: Int { shared.withLock { $0.state.peakUnread } }

    /// Changes the state and wakes whoever waits for a change.
    func update<Result: Sendable>(_ change: (inout ExchangeState) -> Result) -> Result {
        let (result, woken) = shared.withLock { shared in
            let result = change(&shared.state)
            return (result, shared.takeWaiters())
        }
        for waiter in woken { waiter.resume() }
        return result
    }

    func head() async throws(OutboundHTTPError) -> ResponseHead {
        while true {
            switch shared.withLock({ $0.state.nextHead() }) {
            case .head(let head): return head
            case .failed(let error): throw error
            case .wait: await wait { $0.hasHeadOrEnd }
            }
        }
    }

    func nextChunk() async throws(OutboundHTTPError) -> (bytes: [UInt8], resumes: Bool)? {
        while true {
            switch shared.withLock({ $0.state.nextChunk() }) {
            case .chunk(let bytes, let resumes): return (bytes, resumes)
            case .finished: return nil
            case .failed(let error): throw error
            case .wait: await wait { $0.hasBytesOrEnd }
            }
        }
    }

    private func wait(until isReady: (ExchangeState) -> Bool) async {
        await withCheckedContinuation { waiter in
            let isReadyNow = shared.withLock { shared in
                if isReady(shared.state) { return true }
                shared.waiters.append(waiter)
                return false
            }
            if isReadyNow { waiter.resume() }
        }
    }
}
