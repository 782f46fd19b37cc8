import JSONModel
import Synchronization

/// Times between a beginning and an end, each pair under a key.
final class Latencies: Sendable {
    private struct State {
        var open: [String: ContinuousClock.Instant] = [:]
        var milliseconds: [Double] = []
    }

    private let state = Mutex(State())

    func begin(_ key: String, at instant: ContinuousClock.Instant = .now) {
        state.withLock { $0.open[key] = instant }
    }

    /// Counts only what has begun.
    func end(_ key: String, at instant: ContinuousClock.Instant = .now) {
        state.withLock { state in
            guard let start = state.open.removeValue(forKey: key) else { return }
            state.milliseconds.append((instant - start).seconds * 1000)
        }
    }

    /// Milliseconds, to the microsecond; 0 if nothing was measured.
    func percentiles() -> (p50: Double, p99: Double) {
        let sorted = state.withLock { $0.milliseconds.sorted() }
        func at(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            return (sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1000).rounded() / 1000
        }
        return (at(0.5), at(0.99))
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// How much of something there was in a second.
enum Rate {
    /// - Returns: what `body` did `count` times, per second, as a whole number.
    static func of(_ count: Int, _ body: () async throws -> Void) async rethrows -> JSONValue {
        let elapsed = try await ContinuousClock().measure(body)
        return .double((Double(count) / max(elapsed.seconds, 1e-9)).rounded())
    }
}
