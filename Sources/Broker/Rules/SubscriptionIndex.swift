package import JSONModel

/// The subscriptions of one topic, found by the values they match: what a publish costs depends on how many different
/// sets of attributes they look at, not on how many they are.
package struct SubscriptionIndex: Sendable {
    private struct Group: Sendable {
        /// In order.
        let attributes: [String]
        var members: [[JSONValue]: [Int]] = [:]
    }

    private let subscriptions: [Subscription]
    private var groups: [[String]: Group] = [:]

    package init(_ subscriptions: [Subscription]) {
        self.subscriptions = subscriptions
        for (position, subscription) in subscriptions.enumerated() {
            let names = subscription.match.keys.sorted()
            let values = names.compactMap { subscription.match[$0] }
            groups[names, default: Group(attributes: names)].members[values, default: []].append(position)
        }
    }

    /// In the order they were given.
    package func takers(of attributes: [String: JSONValue]) -> [Subscription] {
        var found: [Int] = []
        for group in groups.values {
            let values = group.attributes.compactMap { attributes[$0] }
            guard values.count == group.attributes.count, let members = group.members[values] else { continue }
            found += members.filter { subscriptions[$0].condition?(attributes) ?? true }
        }
        return found.sorted().map { subscriptions[$0] }
    }

    /// The subscription that misses by the fewest attributes; the first of several.
    package func nearest(to attributes: [String: JSONValue]) -> Subscription? {
        subscriptions.min { distance($0, attributes) < distance($1, attributes) }
    }

    private func distance(_ subscription: Subscription, _ attributes: [String: JSONValue]) -> Int {
        subscription.match.reduce(0) { sum, rule in
            guard attributes[rule.key] != rule.value else { return sum }
            guard let text = rule.value.stringValue, let given = attributes[rule.key]?.stringValue else {
                return sum + 100
            }
            return sum + Spelling.distance(Array(text.unicodeScalars), Array(given.unicodeScalars), limit: 99)
        }
    }
}

extension BrokerError {
    /// Names what the message offered and what the nearest filter wants.
    static func unroutable(
        _ topic: String, _ attributes: [String: JSONValue], near: Subscription?, topics: [String]
    ) -> BrokerError {
        let offered = attributes.filter { !$0.value.isNull }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.text())" }.joined(separator: ", ")
        guard let near else {
            let hint = Spelling.hint(Spelling.nearest(to: topic, among: topics))
            return BrokerError(.unroutable, "topic `\(topic)` has no subscription\(hint)")
        }
        let match = near.match.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text())" }
        let wanted = match.isEmpty ? "any message" : match.joined(separator: ", ")
        let filter = near.condition == nil ? wanted : "\(wanted) for which its `when` is true"
        return BrokerError(
            .unroutable,
            "no subscription of topic `\(topic)` takes a message with \(offered); the nearest, `\(near.name)`, "
                + "takes \(filter)")
    }
}
