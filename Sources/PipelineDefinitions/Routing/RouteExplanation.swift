package import Broker
import Expressions
package import JSONModel

/// Which subscriptions of a topic take a message, and what keeps it from the others.
package struct RouteExplanation: Sendable {
    /// A rule of a filter that does not hold.
    package struct Obstacle: Sendable, Hashable {
        /// As it is written: `message.priority >= 5`, or `match: jobType = video.analysis`.
        package let clause: String
        /// `priority is 3`
        package let reason: String
    }

    package struct Route: Sendable {
        package let subscription: SubscriptionDefinition
        /// Empty if it takes the message.
        package let obstacles: [Obstacle]
        package var isTaker: Bool { obstacles.isEmpty }
    }

    package let topic: String
    /// What filters see of the message.
    package let attributes: [String: JSONValue]
    /// In the order of the files.
    package let routes: [Route]
    /// Every topic that has a subscription.
    package let topics: [String]

    package init(_ submission: JobSubmission, topic: String, routing: RoutingDefinition) {
        self.topic = topic
        attributes = submission.routingAttributes
        topics = Set(routing.subscriptions.map(\.topic)).sorted()
        let attributes = attributes
        routes = routing.subscriptions.filter { $0.topic == topic }.map { subscription in
            Route(subscription: subscription, obstacles: Self.obstacles(subscription, attributes))
        }
    }

    package var takers: [Route] { routes.filter(\.isTaker) }

    /// The one that misses by the fewest rules, if none takes the message; the first of several.
    package var nearest: Route? {
        takers.isEmpty ? routes.min { Self.distance($0) < Self.distance($1) } : nil
    }

    /// A message of another type is further away than one whose other attributes differ.
    private static func distance(_ route: Route) -> Int {
        route.obstacles.reduce(0) { $0 + ($1.clause.contains("jobType") ? 100 : 1) }
    }

    private static func obstacles(
        _ subscription: SubscriptionDefinition, _ attributes: [String: JSONValue]
    ) -> [Obstacle] {
        let match = subscription.match.filter { attributes[$0.key] != $0.value }.sorted { $0.key < $1.key }
        var obstacles = match.map { rule in
            Obstacle(
                clause: "match: \(rule.key) = \(rule.value.text())", reason: spoken(rule.key, attributes[rule.key]))
        }
        if let when = subscription.when {
            let explanation = when.explain(["message": CELValue(.object(attributes))])
            obstacles += explanation.obstacles.map { Obstacle(clause: $0.text, reason: reason($0)) }
        }
        return obstacles
    }

    private static func reason(_ clause: ClauseExplanation) -> String {
        let read = clause.readings.map { spoken($0.path.replacing("message.", with: ""), $0.value) }
        if case .error(let error) = clause.verdict, clause.readings.allSatisfy({ $0.value != nil }) {
            return (read + [error.message]).joined(separator: ", ")
        }
        return read.isEmpty ? "it is never true" : read.joined(separator: ", ")
    }

    private static func spoken(_ name: String, _ value: JSONValue?) -> String {
        guard let value else { return "\(name) is missing" }
        return "\(name) is \(value.isNull ? "null" : value.text())"
    }

    package var json: JSONValue {
        [
            "topic": .string(topic), "attributes": .object(attributes),
            "takers": .array(takers.map { .string($0.subscription.name) }),
            "nearest": nearest.map { .string($0.subscription.name) } ?? .null,
            "subscriptions": .array(routes.map(Self.json)),
        ]
    }

    private static func json(_ route: Route) -> JSONValue {
        let subscription = route.subscription
        return [
            "name": .string(subscription.name), "matches": .bool(route.isTaker),
            "pipeline": .string(subscription.pipeline),
            "obstacles": .array(
                route.obstacles.map { ["clause": .string($0.clause), "reason": .string($0.reason)] }),
            "limits": [
                "concurrency": .int(Int64(subscription.concurrency)),
                "deliveries": .int(Int64(subscription.deliveries)),
                "timeout": .string(subscription.timeout.shortText), "lock": .string(subscription.lock.shortText),
                "ttl": subscription.timeToLive.map { .string($0.shortText) } ?? .null,
                "backoff": .array(subscription.backoff.map { .string($0.shortText) }),
            ],
        ]
    }
}
