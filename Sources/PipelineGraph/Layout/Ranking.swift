/// Which layer each node belongs to: one below all that lead to it.
struct Ranking {
    /// By node, the first layer is 0.
    private(set) var ranks: [Int]
    /// Links that would close a circle; they are laid out the other way round.
    private(set) var reversed: Set<Int>

    /// - Parameter links: pairs of nodes; none leads to itself.
    init(nodes: Int, links: [(from: Int, to: Int)]) {
        reversed = Self.closingLinks(nodes: nodes, links: links)
        ranks = Array(repeating: 0, count: nodes)
        var successors: [[Int]] = Array(repeating: [], count: nodes)
        var waiting = Array(repeating: 0, count: nodes)
        for (index, link) in links.enumerated() {
            let (from, to) = reversed.contains(index) ? (link.to, link.from) : link
            successors[from].append(to)
            waiting[to] += 1
        }
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        let sources = ready
        var next = 0
        while next < ready.count {
            let node = ready[next]
            next += 1
            for successor in successors[node] {
                ranks[successor] = max(ranks[successor], ranks[node] + 1)
                waiting[successor] -= 1
                if waiting[successor] == 0 { ready.append(successor) }
            }
        }
        // What nothing leads to stands beside what it leads to, not at the far end.
        for source in sources {
            if let nearest = successors[source].map({ ranks[$0] }).min() { ranks[source] = nearest - 1 }
        }
    }

    /// The links that lead back to a node on the way to them. A stack of its own: depth is what a project says.
    private static func closingLinks(nodes: Int, links: [(from: Int, to: Int)]) -> Set<Int> {
        var outgoing: [[Int]] = Array(repeating: [], count: nodes)
        for (index, link) in links.enumerated() { outgoing[link.from].append(index) }
        enum Visit { case new, open, done }
        var visits = Array(repeating: Visit.new, count: nodes)
        var closing: Set<Int> = []
        for start in 0..<nodes where visits[start] == .new {
            var path = [(node: start, next: 0)]
            visits[start] = .open
            while let (node, next) = path.last {
                guard next < outgoing[node].count else {
                    visits[node] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let link = outgoing[node][next]
                switch visits[links[link].to] {
                case .open: closing.insert(link)
                case .done: break
                case .new:
                    visits[links[link].to] = .open
                    path.append((links[link].to, 0))
                }
            }
        }
        return closing
    }
}
