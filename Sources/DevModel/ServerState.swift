import Synchronization

/// Everything a running development model shares between its connections.
final class ServerState: Sendable {
    /// Never carries an element: waiting for its end is waiting for the signal.
    typealias Signal = AsyncStream<Never>

    private let content: Mutex<ServerContent>

    init(faults: DevModelFaults) {
        content = Mutex(ServerContent(faults: faults))
    }

    /// Runs one transition, then tells observers and ends the signals it names: outside the lock, because ending a
    /// signal can call back into this object.
    private func change<Value: Sendable>(
        _ transition: (inout ServerContent) -> (value: Value, ended: [Signal.Continuation])
    ) -> Value {
        let (value, ended, counters, observers) = content.withLock { content in
            let outcome = transition(&content)
            return (outcome.value, outcome.ended, content.counters, Array(content.observers.values))
        }
        for signal in ended { signal.finish() }
        for observer in observers { observer.yield(counters) }
        return value
    }

    var counters: DevModelCounters { content.withLock { $0.counters } }

    /// The counters now and after every change.
    func counterUpdates() -> AsyncStream<DevModelCounters> {
        let (stream, observer) = AsyncStream<DevModelCounters>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = content.withLock { content in
            // Yielded under the lock, so that no later change can overtake it.
            observer.yield(content.counters)
            return content.addObserver(observer)
        }
        observer.onTermination = { [weak self] _ in self?.removeObserver(id) }
        return stream
    }

    private func removeObserver(_ id: Int) { content.withLock { _ = $0.observers.removeValue(forKey: id) } }

    func setFaults(_ faults: DevModelFaults) { content.withLock { $0.setFaults(faults) } }
    var faults: DevModelFaults { content.withLock { $0.faults } }
    func admit() -> Admission { content.withLock { $0.ledger.admit(under: $0.faults) } }
    func spoil(isStreamed: Bool) -> Spoiling {
        content.withLock { $0.ledger.spoil(under: $0.faults, isStreamed: isStreamed) }
    }

    func bill(_ request: BilledRequest) { content.withLock { $0.billing.add(request) } }
    var billing: BillingLedger { content.withLock { $0.billing } }

    func connectionOpened(_ id: ObjectIdentifier) { change { ($0.connectionOpened(id), []) } }
    func clientLeft(_ id: ObjectIdentifier) { change { ((), $0.clientLeft(id)) } }
    func connectionClosed(_ id: ObjectIdentifier) { change { ((), $0.connectionClosed(id)) } }
    func beginRequest(on connection: ObjectIdentifier) -> Int { change { ($0.beginRequest(on: connection), []) } }
    func endRequest(_ id: Int) { change { ((), $0.endRequest(id)) } }
    func countDecodedImages(_ count: Int) { change { ($0.countDecodedImages(count), []) } }
    func releaseHeldRequests() { change { ((), $0.releaseAll()) } }

    func setStopping(_ isStopping: Bool) {
        content.withLock { $0.isStopping = isStopping }
        if isStopping { releaseHeldRequests() }
    }

    /// Ends when that request's client has left.
    func departure(of request: Int) -> Signal {
        let (signal, continuation) = Signal.makeStream()
        change { ((), $0.awaitDeparture(of: request, continuation)) }
        return signal
    }

    /// Returns when held requests are released; throws when the task is cancelled.
    func hold(_ request: Int) async throws {
        let (signal, continuation) = Signal.makeStream()
        change { ((), $0.hold(request, continuation)) }
        defer { change { ((), $0.letGo(request)) } }
        for await _ in signal {}
        try Task.checkCancellation()
    }
}
