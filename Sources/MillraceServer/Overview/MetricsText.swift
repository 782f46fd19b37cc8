import Broker
import JSONModel

/// Numbers of a store in the text format of OpenMetrics 1.0.
struct MetricsText {
    static let mediaType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    let counts: [SubscriptionCounts]
    /// Of the current UTC day.
    let costs: [CostQuery.Grouping: [CostLine]]

    private static let groupings: [CostQuery.Grouping] = [.model, .pipeline]

    init(of broker: any Broker, at now: Timestamp) async throws {
        counts = try await broker.counts()
        costs = try await Overview.costsToday(broker, by: Self.groupings, at: now)
    }

    var text: String {
        let families = [deliveries] + Self.groupings.map(money)
        return families.joined() + "# EOF\n"
    }

    private var deliveries: String {
        let samples = counts.flatMap { count in
            [
                ("ready", count.ready), ("waiting", count.waiting), ("scheduled", count.scheduled),
                ("locked", count.locked), ("completed", count.completed), ("cancelled", count.cancelled),
                ("dead", count.dead), ("discarded", count.discarded),
            ].map { state, number in
                sample("millrace_deliveries", ["subscription": count.subscription, "state": state], "\(number)")
            }
        }
        return family("millrace_deliveries", "How many deliveries of a subscription are where.", samples)
    }

    private func money(by grouping: CostQuery.Grouping) -> String {
        let lines = costs[grouping] ?? []
        let kind = grouping.rawValue
        let facts: [(String, String, (CostLine) -> String)] = [
            ("spent", "Spent today (UTC), in the catalogue's currency", { $0.spent.description }),
            ("reserved", "Set aside for calls under way", { $0.reserved.description }),
            ("saved", "What answers from the cache would have cost today", { $0.saved.description }),
            ("calls", "Calls that were paid for today", { "\($0.calls)" }),
            ("cache_hits", "Answers from the cache today", { "\($0.hits)" }),
            ("unknown_costs", "Calls of today whose cost nobody knows", { "\($0.unknown)" }),
        ]
        return facts.map { fact, help, value in
            let name = "millrace_\(fact)_by_\(kind)"
            return family(name, "\(help), by \(kind).", lines.map { sample(name, [kind: $0.key], value($0)) })
        }.joined()
    }

    private func family(_ name: String, _ help: String, _ samples: [String]) -> String {
        "# TYPE \(name) gauge\n# HELP \(name) \(help)\n" + samples.joined()
    }

    private func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: String) -> String {
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        return "\(name){\(pairs)} \(value)\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
