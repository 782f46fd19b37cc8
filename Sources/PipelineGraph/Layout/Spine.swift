/// The layout of one column of nodes: links between neighbours run down its middle, longer ones beside it, straight.
struct Spine {
    private let cells: Cells
    /// By way: how far out it runs and on which side, left below zero; 0 for the middle.
    private let tracks: [Double]
    /// By cell; `nil` for the middle.
    private var wayOfCell: [Int?]

    /// `nil` if a layer has more than one node.
    init?(_ cells: Cells) {
        let crowd = cells.layers.map { layer in layer.count { cells.cells[$0].node != nil } }
        guard crowd.count > 1, crowd.allSatisfy({ $0 <= 1 }) else { return nil }
        self.cells = cells
        tracks = Self.tracks(of: cells.ways)
        wayOfCell = Array(repeating: nil, count: cells.cells.count)
        for (index, way) in cells.ways.enumerated() where tracks[index] != 0 {
            for cell in way.cells.dropFirst().dropLast() { wayOfCell[cell] = index }
        }
    }

    /// Short links run inside, long ones outside; each on the side where it meets fewer others.
    private static func tracks(of ways: [Cells.Way]) -> [Double] {
        var tracks = Array(repeating: 0.0, count: ways.count)
        let long = ways.indices.filter { ways[$0].cells.count > 3 }
        var taken: [(side: Double, first: Int, last: Int)] = []
        for index in long.sorted(by: { (ways[$0].cells.count, $0) < (ways[$1].cells.count, $1) }) {
            guard let first = ways[index].cells.first, let last = ways[index].cells.last else { continue }
            let costs = [1.0, -1.0].map { side in
                taken.reduce(0) { cost, other in
                    guard other.side == side, other.first < last, first < other.last else { return cost }
                    let isNested = other.first >= first && other.last <= last
                    return cost + (isNested ? 1 : 4)
                }
            }
            let side = costs[0] <= costs[1] ? 1.0 : -1.0
            taken.append((side, first, last))
            tracks[index] = side * Double(taken.count)
        }
        return tracks
    }

    /// The cells of each layer from left to right.
    var layers: [[Int]] {
        cells.layers.map { layer in
            layer.enumerated().sorted { (track($0.element), $0.offset) < (track($1.element), $1.offset) }.map(\.element)
        }
    }

    private func track(_ cell: Int) -> Double { wayOfCell[cell].map { tracks[$0] } ?? 0 }

    /// The middle stays, ways hardly give way, labels do.
    private func weight(_ cell: Int) -> Double {
        guard let way = wayOfCell[cell] else { return 1e9 }
        return cells.ways[way].labelled == cell ? 1 : 1e4
    }

    /// By cell, the middle: ways move outward until each is straight from end to end.
    func positions(_ gap: (Cells.Cell, Cells.Cell) -> Double) -> [Double] {
        var positions = Array(repeating: 0.0, count: cells.cells.count)
        var places = Array(repeating: 0.0, count: cells.ways.count)
        let layers = layers
        let gaps = layers.map { zip($0, $0.dropFirst()).map { gap(cells.cells[$0], cells.cells[$1]) } }
        for _ in 0..<24 {
            for (layer, gaps) in zip(layers, gaps) {
                let found = Row.positions(
                    wanted: layer.map { cell in wayOfCell[cell].map { places[$0] } ?? 0 },
                    weights: layer.map(weight), gaps: gaps)
                for (cell, position) in zip(layer, found) { positions[cell] = position }
            }
            for (index, way) in cells.ways.enumerated() where tracks[index] != 0 {
                let lanes = way.cells.dropFirst().dropLast().filter { $0 != way.labelled }.map { positions[$0] }
                places[index] = (tracks[index] > 0 ? lanes.max() : lanes.min()) ?? 0
            }
        }
        return positions
    }
}
