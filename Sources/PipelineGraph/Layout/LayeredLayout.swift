/// Puts nodes into layers and leads links between them.
///
/// `along` runs from layer to layer, `across` within a layer; a picture decides which of them is horizontal.
struct LayeredLayout {
    struct Size: Hashable {
        var along: Double
        var across: Double
    }

    struct Point: Hashable {
        var along: Double
        var across: Double
    }

    struct Link {
        var from: Int
        var to: Int
        var label: Size?
        /// Such links are led as straight as can be.
        var isStraight = false
    }

    struct Spacing {
        var layers = 22.0
        var nodes = 28.0
        var lanes = 16.0
        var ports = 14.0
    }

    /// The middle of each node.
    private(set) var nodes: [Point]
    /// For each link its way: straight from an even to an odd point, a curve from an odd to an even one.
    private(set) var ways: [[Point]]
    /// The middle of each link's label.
    private(set) var labels: [Point?]
    private(set) var size: Size

    /// - Parameter links: none leads from a node to itself.
    init(nodes sizes: [Size], links: [Link], spacing: Spacing = Spacing()) {
        let ranking = Ranking(nodes: sizes.count, links: links.map { ($0.from, $0.to) })
        var cells = Cells(nodes: sizes, links: links, ranking: ranking)
        cells.layers = Spine(cells)?.layers ?? Ordering.layers(of: cells)
        let bands = Self.bands(of: cells, spacing)
        let across = Placement(cells, spacing).positions
        nodes = sizes.indices.map { node in
            Point(along: bands[cells.cells[node].layer].middle, across: across[node])
        }
        ways = Array(repeating: [], count: links.count)
        labels = Array(repeating: nil, count: links.count)
        let ports = Ports(cells, links: links, across: across, spacing: spacing.ports)
        for way in cells.ways {
            let points = Self.points(of: way, cells, bands, across, ports)
            ways[way.link] = ranking.reversed.contains(way.link) ? points.reversed() : points
            labels[way.link] = way.labelled.map { lane in
                Point(along: bands[cells.cells[lane].layer].middle, across: across[lane])
            }
        }
        let ends = zip(across, cells.cells).map { $0 + $1.size.across / 2 }
        size = Size(along: bands.last?.end ?? 0, across: ends.max() ?? 0)
    }

    /// The stretch of a layer.
    struct Band {
        let start: Double
        let end: Double
        var middle: Double { (start + end) / 2 }
    }

    private static func bands(of cells: Cells, _ spacing: Spacing) -> [Band] {
        var bands: [Band] = []
        for layer in cells.layers {
            let start = bands.last.map { $0.end + spacing.layers } ?? 0
            bands.append(Band(start: start, end: start + (layer.map { cells.cells[$0].size.along }.max() ?? 0)))
        }
        return bands
    }

    private static func points(
        of way: Cells.Way, _ cells: Cells, _ bands: [Band], _ across: [Double], _ ports: Ports
    ) -> [Point] {
        way.cells.enumerated().flatMap { index, cell -> [Point] in
            let band = bands[cells.cells[cell].layer]
            let half = cells.cells[cell].size.along / 2
            if index == 0 {
                let port = ports.leaving[way.link]
                return [Point(along: band.middle + half, across: port), Point(along: band.end, across: port)]
            }
            if index == way.cells.count - 1 {
                let port = ports.arriving[way.link]
                return [Point(along: band.start, across: port), Point(along: band.middle - half, across: port)]
            }
            return [Point(along: band.start, across: across[cell]), Point(along: band.end, across: across[cell])]
        }
    }
}
