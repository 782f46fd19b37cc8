import Expressions
import JSONModel

/// Which of many filters may match one message: those that want different values of one attribute are never compared.
struct FilterPairs {
    /// More comparisons would be felt.
    static let mostPairs = 20_000
    private static let fewest = 8

    private let filters: [AttributeFilter]
    private(set) var pairs: Set<Pair> = []

    struct Pair: Hashable {
        let first, second: Int
    }

    init(_ filters: [AttributeFilter]) {
        self.filters = filters
        let attributes = Set(filters.flatMap { $0.match.keys } + ["jobType"])
        divide(Array(filters.indices), by: attributes)
    }

    /// Sorts them by the values of the attribute that most of them want a value of.
    private mutating func divide(_ members: [Int], by attributes: Set<String>) {
        guard members.count > Self.fewest, pairs.count < Self.mostPairs,
            let best = attributes.map({ name in (name, wanting(name, members)) }).max(by: {
                ($0.1.count, $1.0) < ($1.1.count, $0.0)
            }), best.1.count > 1
        else { return compareAll(members) }
        var groups: [JSONValue?: [Int]] = [:]
        for (member, values) in best.1 { for value in values { groups[value, default: []].append(member) } }
        let rest = attributes.subtracting([best.0])
        let picky = Set(best.1.map(\.0))
        let others = members.filter { !picky.contains($0) }
        for group in groups.values { divide(group, by: rest) }
        divide(others, by: rest)
        for other in others { for member in picky { add(other, member) } }
    }

    private func wanting(_ attribute: String, _ members: [Int]) -> [(Int, Set<JSONValue?>)] {
        members.compactMap { member in filters[member].values(of: attribute).map { (member, $0) } }
    }

    private mutating func compareAll(_ members: [Int]) {
        for (index, second) in members.enumerated() {
            guard pairs.count < Self.mostPairs else { return }
            for first in members[..<index] { add(first, second) }
        }
    }

    private mutating func add(_ a: Int, _ b: Int) {
        if pairs.count < Self.mostPairs { pairs.insert(Pair(first: min(a, b), second: max(a, b))) }
    }
}
