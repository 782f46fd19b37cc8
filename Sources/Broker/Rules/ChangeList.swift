/// The hints of one transaction: each once, in the order they arose.
package struct ChangeList: Sendable {
    package private(set) var changes: [BrokerChange] = []
    private var seen: Set<BrokerChange> = []

    package init() {}

    package mutating func add(_ change: BrokerChange) {
        if seen.insert(change).inserted { changes.append(change) }
    }

    package mutating func add(_ more: [BrokerChange]) {
        for change in more { add(change) }
    }
}
