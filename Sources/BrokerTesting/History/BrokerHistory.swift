import Broker
import Testing

/// A random series of calls over all verbs, the same for the same seed.
///
/// Two brokers that are told the same history must answer alike, and neither may break a law on the way.
public struct BrokerHistory: Sendable {
    public let seed: UInt64
    var steps: [HistoryStep]

    /// What was found wrong, with the shortest history that still shows it.
    public struct Failure: Sendable, CustomStringConvertible {
        public let history: BrokerHistory
        /// What the reference and the broker under test said at the last step.
        public let difference: String

        public var description: String {
            "history of seed \(history.seed), \(history.steps.count) steps:\n\(history.lines)\n\(difference)"
        }
    }

    /// So many calls are left.
    public var count: Int { steps.count }

    /// The calls, as they may be written in a promise.
    public var lines: String { steps.map(\.line).joined(separator: "\n") }

    /// Tells each seed's history to the reference and to a new broker, and records an issue for the first that differs.
    /// - Parameter length: how many calls each history has.
    public static func check(
        seeds: Range<UInt64>, length: Int = 40, against factory: BrokerFactory
    ) async throws {
        if let failure = try await firstFailure(seeds: seeds, length: length, against: factory) {
            Issue.record("\(failure)")
        }
    }

    /// The first failure, shrunk; `nil` if the broker agrees with the reference in all histories.
    public static func firstFailure(
        seeds: Range<UInt64>, length: Int = 40, against factory: BrokerFactory
    ) async throws -> Failure? {
        for seed in seeds {
            let history = try await generate(seed: seed, length: length)
            guard try await history.difference(from: factory) != nil else { continue }
            let short = try await history.shrunk(factory)
            return Failure(
                history: short, difference: try await short.difference(from: factory)?.text ?? "it passes now")
        }
        return nil
    }

    /// The first step at which the two differ, or a law is broken; `nil` if there is none.
    func difference(from factory: BrokerFactory) async throws -> HistoryDifference? {
        let subject = try await factory.makeBroker()
        let found = try await difference(
            BrokerBench(broker: InMemoryBroker(), reopen: nil), BrokerBench(broker: subject, reopen: nil))
        await subject.close()
        return found
    }

    private func difference(_ reference: BrokerBench, _ subject: BrokerBench) async throws -> HistoryDifference? {
        for bench in [reference, subject] { try await bench.broker.configure(BrokerBench.topology, at: .at(0)) }
        var last: Int64 = 0
        for (index, step) in steps.enumerated() {
            let expected = try await step.outcome(on: reference, after: last)
            let given = try await step.outcome(on: subject, after: last)
            if let text = expected.difference(to: given) { return HistoryDifference(index: index, text: text) }
            last = expected.events.last?.sequence ?? last
        }
        let (expected, given) = (try await HistoryPicture(reference), try await HistoryPicture(subject))
        return expected.difference(to: given).map { HistoryDifference(index: steps.count - 1, text: $0) }
    }

    /// Leaves out what the failure does not need: large parts first, then single calls.
    private func shrunk(_ factory: BrokerFactory) async throws -> BrokerHistory {
        var best = self
        if let found = try await difference(from: factory) { best.steps = Array(steps.prefix(found.index + 1)) }
        var size = max(best.steps.count / 2, 1)
        while true {
            let before = best.steps.count
            var start = 0
            while start < best.steps.count {
                var candidate = best
                candidate.steps.removeSubrange(start..<min(start + size, best.steps.count))
                if try await candidate.difference(from: factory) != nil {
                    best = candidate
                } else {
                    start += size
                }
            }
            if size == 1, best.steps.count == before { return best }
            size = max(size / 2, 1)
        }
    }
}

/// Where two brokers part.
struct HistoryDifference: Sendable {
    let index: Int
    let text: String
}
