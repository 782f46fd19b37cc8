import JSONModel

/// What the values of one subscription come to together.
struct SubscriptionCheck {
    let subscription: SubscriptionDefinition
    /// As they are written.
    let members: [String: YAMLEntry]

    func run(_ reader: inout NodeReader) {
        checkLimits(&reader)
        checkBackoff(&reader)
        checkTimeToLive(&reader)
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

    /// The last delivery has no wait after it; many write one for each delivery all the same, which misleads nobody.
    private func checkBackoff(_ reader: inout NodeReader) {
        guard let node = members["backoff"]?.value, let items = node.items, items.count == subscription.backoff.count,
            items.count > subscription.deliveries || subscription.deliveries == 1, !items.isEmpty
        else { return }
        let used = subscription.deliveries - 1
        let count = subscription.deliveries == 1 ? "1 delivery uses" : "\(subscription.deliveries) deliveries use"
        let waits = items.count == 1 ? "1 wait" : "\(items.count) waits"
        let notes = members["deliveries"].map {
            Diagnostic.Note(message: "the last has no wait after it", file: reader.file.path, range: $0.value.range)
        }
        reader.report(
            Diagnostic(
                code: "E0506", message: "`backoff` has \(waits), of which \(count) \(Self.first(used))",
                file: reader.file.path, range: SourceRange(items[used].range.start, items[items.count - 1].range.end),
                label: "never used", help: "remove them, or raise `deliveries`", notes: notes.map { [$0] } ?? [],
                fix: node.aliasRange == nil ? Self.removal(of: items, after: used) : nil))
    }

    private static func first(_ count: Int) -> String {
        switch count {
        case 0: "none"
        case 1: "only the first"
        default: "only the first \(count)"
        }
    }

    private static func removal(of items: [YAMLNode], after used: Int) -> Diagnostic.Fix? {
        guard used > 0, items.allSatisfy({ $0.aliasRange == nil }) else { return nil }
        let (last, end) = (items[used - 1].range.end, items[items.count - 1].range.end)
        return .init("remove the waits that are never used", [.init(SourceRange(last, end), "")])
    }

    /// The time to live goes on while a delivery waits for its next try.
    private func checkTimeToLive(_ reader: inout NodeReader) {
        guard let timeToLive = subscription.timeToLive, let first = subscription.backoff.first, first >= timeToLive,
            subscription.deliveries > 1, let node = members["ttl"]?.value
        else { return }
        let backoff = members["backoff"]?.value.items?.first.map {
            Diagnostic.Note(message: "the wait before the second try", file: reader.file.path, range: $0.range)
        }
        let isDefault = backoff == nil ? ", as `backoff` is when left out" : ""
        reader.report(
            Diagnostic(
                .warning, code: "W0511",
                message: "there is never a second try: the wait of \(first.shortText) before it outlasts "
                    + "`ttl: \(timeToLive.shortText)`",
                file: reader.file.path, range: node.range, label: "the wait is \(first.shortText)\(isDefault)",
                help: "write a shorter `backoff`, a longer `ttl`, or `deliveries: 1` if one try is meant",
                notes: backoff.map { [$0] } ?? []))
    }
}
