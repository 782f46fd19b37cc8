import Broker
import Expressions
import JSONModel

/// Whether two subscriptions of `jobs` take the same job, so that it is worked on twice.
struct OverlapCheck: ProjectCheck {
    private struct Overlap {
        let pair: FilterPairs.Pair
        let message: [String: JSONValue]
    }

    func run(_ project: LocatedProject) -> [Diagnostic] {
        let subscriptions = project.subscriptions(of: Topic.jobs).filter { $0.filter != nil && !$0.isOverlapIntended }
        let filters = subscriptions.compactMap { $0.filter?.filter }
        let pairs = FilterPairs(filters).pairs.sorted { ($0.second, $0.first) < ($1.second, $1.first) }
        let overlaps = pairs.compactMap { pair -> Overlap? in
            guard case .example(let message) = filters[pair.first].overlap(with: filters[pair.second]) else {
                return nil
            }
            return Overlap(pair: pair, message: message)
        }
        return report(overlaps, subscriptions)
    }

    /// One that takes everything overlaps all others; that is told of it, and not of each of them.
    private func report(_ overlaps: [Overlap], _ subscriptions: [LocatedSubscription]) -> [Diagnostic] {
        var rest = overlaps
        var found: [Diagnostic] = []
        while !rest.isEmpty {
            var counts: [Int: Int] = [:]
            for overlap in rest {
                counts[overlap.pair.first, default: 0] += 1
                counts[overlap.pair.second, default: 0] += 1
            }
            guard let culprit = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { break }
            let own = rest.filter { $0.pair.first == culprit || $0.pair.second == culprit }
            rest.removeAll { $0.pair.first == culprit || $0.pair.second == culprit }
            if let first = own.first { found.append(diagnostic(culprit, first, more: own.count - 1, subscriptions)) }
        }
        return found
    }

    private func diagnostic(
        _ culprit: Int, _ overlap: Overlap, more: Int, _ subscriptions: [LocatedSubscription]
    ) -> Diagnostic {
        let subscription = subscriptions[culprit]
        let other = subscriptions[overlap.pair.first == culprit ? overlap.pair.second : overlap.pair.first]
        let rest = more > 0 ? "; \(more) more \(more == 1 ? "overlaps" : "overlap") it" : ""
        return Diagnostic(
            .warning, code: "W0603",
            message: "jobs such as \(TopicAttributes.text(overlap.message)) start both `\(other.name)` and "
                + "`\(subscription.name)`\(rest)",
            file: subscription.file.path, range: subscription.nameRange,
            help: "let the filters exclude each other, or write `overlap: intended` if both are meant to run",
            notes: [other.note("takes them too")])
    }
}
