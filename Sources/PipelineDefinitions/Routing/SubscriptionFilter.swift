import Expressions
import JSONModel

/// What a subscription takes, with the nodes it was read from.
struct SubscriptionFilter {
    let filter: AttributeFilter
    let matchNode: YAMLNode?
    let whenNode: YAMLNode?

    init(
        match: [String: JSONValue], when: Expression?, topic: TopicAttributes, matchNode: YAMLNode?, whenNode: YAMLNode?
    ) {
        filter = AttributeFilter(match: match, when: when, domain: topic.domain)
        self.matchNode = matchNode
        self.whenNode = whenNode
    }
}
