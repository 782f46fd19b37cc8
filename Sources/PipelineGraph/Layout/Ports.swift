/// Where links leave and reach the sides of nodes.
struct Ports {
    /// By link, across, at the upper node.
    private(set) var leaving: [Double]
    /// By link, across, at the lower node.
    private(set) var arriving: [Double]

    init(_ cells: Cells, links: [LayeredLayout.Link], across: [Double], spacing: Double) {
        leaving = Array(repeating: 0, count: links.count)
        arriving = leaving
        let nodes = cells.cells.indices.filter { cells.cells[$0].node != nil }
        var out: [[End]] = Array(repeating: [], count: nodes.count)
        var into = out
        for way in cells.ways {
            guard let first = way.cells.first, let last = way.cells.last, way.cells.count > 1 else { continue }
            let weight = links[way.link].isStraight ? 100.0 : 1
            out[first].append(End(link: way.link, towards: across[way.cells[1]], weight: weight))
            into[last].append(End(link: way.link, towards: across[way.cells[way.cells.count - 2]], weight: weight))
        }
        for node in nodes {
            let side = Side(middle: across[node], half: cells.cells[node].size.across / 2, spacing: spacing)
            for (end, place) in side.places(of: out[node]) { leaving[end.link] = place }
            for (end, place) in side.places(of: into[node]) { arriving[end.link] = place }
        }
    }

    private struct End {
        let link: Int
        /// Where the link goes to or comes from, across.
        let towards: Double
        let weight: Double
    }

    private struct Side {
        let middle: Double
        let half: Double
        let spacing: Double

        /// Each near to where its link goes, apart from each other, away from the corners.
        func places(of ends: [End]) -> [(End, Double)] {
            let room = max(half - spacing, 0)
            let sorted = ends.sorted { ($0.towards, $0.link) < ($1.towards, $1.link) }
            let gap = sorted.count > 1 ? min(spacing, 2 * room / Double(sorted.count - 1)) : 0
            let wanted = sorted.map { min(max($0.towards, middle - room), middle + room) }
            let found = Row.positions(
                wanted: wanted, weights: sorted.map(\.weight),
                gaps: Array(repeating: gap, count: max(sorted.count, 1) - 1))
            return zip(sorted, found).map { ($0, min(max($1, middle - room), middle + room)) }
        }
    }
}
