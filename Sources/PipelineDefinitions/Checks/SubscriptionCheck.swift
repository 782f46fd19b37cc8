import JSONModel

/// What the values of one subscription come to together.
struct SubscriptionCheck {
    let subscription: SubscriptionDefinition
    /// As they are written.
    let members: [String: YAMLEntry]

    func run(_ reader: inout NodeReader) {
        checkLimits(&reader)
    }

    /// A delivery that is locked ahead holds its key too.
    private func checkLimits(_ reader: inout NodeReader) {
        let most = subscription.concurrency + subscription.prefetch
        let nodes = members["limits"]?.value.items?.compactMap { $0["concurrency"] } ?? []
        for node in nodes {
            guard let limit = node.scalar?.value.intValue, limit > most, limit <= 10_000 else { continue }
            let own = subscription.prefetch > 0 ? "`concurrency` and `prefetch` together are" : "`concurrency` is"
            reader.warning(
                "W0607", "this limit never holds: the subscription's \(own) \(most)", at: node.range,
                help: "lower the limit, or raise the subscription's `concurrency`")
        }
    }
}
