import Synchronization

/// Pairs acknowledgements with starts. A step may start before its submitter has run on: then nobody has waited.
final class Pickups: Sendable {
    private struct State {
        var acknowledged: [String: ContinuousClock.Instant] = [:]
        var started: [String: ContinuousClock.Instant] = [:]
    }

    let latencies = Latencies()
    private let state = Mutex(State())

    func acknowledged(_ jobID: String, at now: ContinuousClock.Instant = .now) {
        let start = state.withLock { state in
            let start = state.started.removeValue(forKey: jobID)
            if start == nil { state.acknowledged[jobID] = now }
            return start
        }
        if start != nil { record(jobID, from: now, to: now) }
    }

    func started(_ jobID: String, at now: ContinuousClock.Instant = .now) {
        let acknowledged = state.withLock { state in
            let acknowledged = state.acknowledged.removeValue(forKey: jobID)
            if acknowledged == nil { state.started[jobID] = now }
            return acknowledged
        }
        if let acknowledged { record(jobID, from: acknowledged, to: now) }
    }

    private func record(
        _ jobID: String, from begin: ContinuousClock.Instant, to end: ContinuousClock.Instant
    ) {
        latencies.begin(jobID, at: begin)
        latencies.end(jobID, at: end)
    }
}
