/// The topology in force, and the limits of subscriptions that locks may still refer to.
package struct RoutingTable: Sendable {
    private var inForce: [Subscription] = []
    private var known: [String: Subscription] = [:]

    package init() {}

    package mutating func replace(with subscriptions: [Subscription]) {
        inForce = subscriptions
        for subscription in subscriptions { known[subscription.name] = subscription }
    }

    package func subscription(_ name: String) throws(BrokerError) -> Subscription {
        guard let subscription = inForce.first(where: { $0.name == name }) else {
            throw BrokerError(.unknownSubscription, "there is no subscription '\(name)'")
        }
        return subscription
    }

    /// The limits of a subscription that may have gone since its delivery was locked.
    package func limits(of name: String) -> Subscription {
        known[name] ?? Subscription(name: name, topic: "", match: [:], definition: "")
    }

    /// Who takes the job's message; in the order of the topology.
    package func takers(of job: JobSubmission) throws(BrokerError) -> [Subscription] {
        switch job.target {
        case .subscription(let name): return [try subscription(name)]
        case .topic(let topic):
            let attributes = job.routingAttributes
            let takers = inForce.filter { $0.topic == topic && $0.takes(attributes) }
            guard !takers.isEmpty else {
                throw BrokerError(.unroutable, "no subscription of topic '\(topic)' takes a '\(job.jobType)' job")
            }
            return takers
        }
    }
}
