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
        var costs: [CostQuery.Grouping: [CostLine]] = [:]
        for grouping in [CostQuery.Grouping.model, .pipeline, .creator] {
            costs[grouping] = try await broker.costs(CostQuery(by: grouping, since: now.startOfDay, limit: 20))
        }
        self.costs = costs
    }
}

extension Timestamp {
    /// The first moment of its day in UTC.
    var startOfDay: Timestamp { Timestamp(milliseconds: milliseconds - milliseconds % 86_400_000) }
}
