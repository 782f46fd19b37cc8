/// What stands in the layers: nodes, and for each link a lane through every layer between its ends.
struct Cells {
    struct Cell {
        let layer: Int
        /// `nil` for a lane.
        let node: Int?
        let size: LayeredLayout.Size
    }

    /// A link's way through the layers, from the upper to the lower node.
    struct Way {
        let link: Int
        /// Both nodes and the lanes between them.
        var cells: [Int]
        /// The lane that holds the label.
        var labelled: Int?
    }

    private(set) var cells: [Cell] = []
    private(set) var ways: [Way] = []
    private(set) var neighbours: [[(cell: Int, weight: Double)]] = []
    /// The cells of each layer, in order.
    var layers: [[Int]] = []

    /// Nodes stand in the even layers, labels in the odd ones, so that no label ever meets a node.
    init(nodes: [LayeredLayout.Size], links: [LayeredLayout.Link], ranking: Ranking) {
        layers = Array(repeating: [], count: 2 * (ranking.ranks.max() ?? 0) + 1)
        for (node, size) in nodes.enumerated() { add(Cell(layer: 2 * ranking.ranks[node], node: node, size: size)) }
        for (index, link) in links.enumerated() {
            let ends = ranking.reversed.contains(index) ? (link.to, link.from) : (link.from, link.to)
            addWay(of: index, link, from: ends.0, to: ends.1)
        }
    }

    @discardableResult
    private mutating func add(_ cell: Cell) -> Int {
        cells.append(cell)
        neighbours.append([])
        layers[cell.layer].append(cells.count - 1)
        return cells.count - 1
    }

    private mutating func addWay(of index: Int, _ link: LayeredLayout.Link, from upper: Int, to lower: Int) {
        var way = Way(link: index, cells: [upper])
        for layer in (cells[upper].layer + 1)..<cells[lower].layer {
            let isLabelled = link.label != nil && way.labelled == nil
            let size = isLabelled ? link.label : nil
            let lane = add(Cell(layer: layer, node: nil, size: size ?? LayeredLayout.Size(along: 0, across: 0)))
            if isLabelled { way.labelled = lane }
            way.cells.append(lane)
        }
        way.cells.append(lower)
        for (first, second) in zip(way.cells, way.cells.dropFirst()) {
            // A long link should be straight in its middle more than near its ends.
            let lanes = [first, second].count { cells[$0].node == nil }
            let weight = link.isStraight ? 24 : [1, 2, 8][lanes]
            neighbours[first].append((second, Double(weight)))
            neighbours[second].append((first, Double(weight)))
        }
        ways.append(way)
    }
}
