package import JSONModel

/// The topology in force, and the limits of subscriptions that locks may still refer to.
package struct RoutingTable: Sendable {
    private var inForce: [String: Subscription] = [:]
    private var known: [String: Subscription] = [:]
    private var indexes: [String: SubscriptionIndex] = [:]
    private var topics: [String: Topic] = [:]
    private var schedules: [String: Schedule] = [:]
    package private(set) var budgets = BudgetTable()

    package init() {}

    package init(_ topology: Topology) { replace(with: topology) }

    package mutating func replace(with topology: Topology) {
        inForce = Dictionary(topology.subscriptions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        known.merge(inForce) { $1 }
        indexes = Dictionary(grouping: topology.subscriptions, by: \.topic).mapValues { SubscriptionIndex($0) }
        topics = Dictionary(topology.topics.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        budgets = BudgetTable(topology.budgets)
        schedules = Dictionary(topology.schedules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package var subscriptions: some Sequence<Subscription> { inForce.values }

    package func subscription(_ name: String) throws(BrokerError) -> Subscription {
        guard let subscription = inForce[name] else {
            throw BrokerError(
                .unknownSubscription,
                "there is no subscription `\(name)`\(Spelling.hint(Spelling.nearest(to: name, among: inForce.keys)))")
        }
        return subscription
    }

    package func schedule(_ name: String) throws(BrokerError) -> Schedule {
        guard let schedule = schedules[name] else { throw .noSchedule(name) }
        return schedule
    }

    /// The limits of a subscription that may have gone since its delivery was locked.
    package func limits(of name: String) -> Subscription {
        known[name] ?? Subscription(name: name, topic: "", match: [:], definition: "")
    }

    /// How long the topic of a job remembers its message's id; `nil` if it has none, or the topic does not look at them.
    package func duplicateWindow(of job: JobSubmission) -> Duration? {
        guard job.messageID != nil, case .topic(let name) = job.target else { return nil }
        return topics[name]?.duplicateWindow
    }

    /// Who takes the job's message; in the order of the topology.
    package func takers(of job: JobSubmission) throws(BrokerError) -> [Subscription] {
        switch job.target {
        case .subscription(let name): return [try subscription(name)]
        case .topic(let topic):
            let attributes = job.routingAttributes
            guard let index = indexes[topic] else {
                throw .unroutable(topic, attributes, near: nil, topics: indexes.keys.sorted())
            }
            let takers = index.takers(of: attributes)
            guard !takers.isEmpty else {
                throw .unroutable(topic, attributes, near: index.nearest(to: attributes), topics: [])
            }
            return takers
        }
    }

    /// Who takes an event; nobody has to. Events of jobs that themselves came from an event stay with their job, or
    /// one notification would announce the next for ever; what their steps emit is published.
    package func takers(of event: NewEvent, about job: JobHead) -> [Subscription] {
        guard let index = indexes[Topic.events] else { return [] }
        if job.topic == Topic.events, event.isLifecycle { return [] }
        return index.takers(of: event.attributes(about: job))
    }

}

extension NewEvent {
    /// Whether the runtime published it; steps cannot use these words.
    var isLifecycle: Bool { type.hasPrefix("job.") || type.hasPrefix("step.") }

    /// What subscriptions of `events` match on.
    package func attributes(about job: JobHead) -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [
            "type": .string(type), "jobId": .string(job.id), "jobType": .string(job.jobType),
            "creatorId": job.creatorID.map { .string($0) } ?? .null, "status": .string(job.status.rawValue),
        ]
        if let subscription = data["subscription"], isLifecycle { attributes["subscription"] = subscription }
        return attributes
    }
}
