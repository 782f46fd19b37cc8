import Broker
import JSONModel

/// What a glance at a server shows: how much waits where, what happened last, what today did cost.
struct Overview {
    let counts: [SubscriptionCounts]
    /// The latest, newest first; reactions to events are not among them.
    let jobs: [JobRecord]
    /// Of the current UTC day, the largest first.
    let costs: [CostQuery.Grouping: [CostLine]]

    init(of broker: any Broker, at now: Timestamp) async throws {
        counts = try await broker.counts()
        jobs = try await broker.jobs(JobQuery(topic: Topic.jobs, limit: 20))
        costs = try await Self.costsToday(broker, by: [.model, .pipeline, .creator], at: now)
    }

    /// Of the current UTC day, the largest first.
    static func costsToday(
        _ broker: any Broker, by groupings: [CostQuery.Grouping], at now: Timestamp
    ) async throws -> [CostQuery.Grouping: [CostLine]] {
        var costs: [CostQuery.Grouping: [CostLine]] = [:]
        for grouping in groupings {
            costs[grouping] = try await broker.costs(CostQuery(by: grouping, since: now.startOfDay, limit: 20))
        }
        return costs
    }
}

extension Timestamp {
    /// The first moment of its day in UTC.
    var startOfDay: Timestamp { Timestamp(milliseconds: milliseconds - milliseconds % 86_400_000) }
}
