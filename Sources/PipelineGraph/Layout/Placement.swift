/// Where each cell stands across its layer: near its neighbours in other layers, clear of those in its own.
struct Placement {
    /// By cell, the middle; the smallest edge of all is at 0.
    private(set) var positions: [Double]

    private static let sweeps = 40

    init(_ cells: Cells, _ spacing: LayeredLayout.Spacing) {
        positions = Array(repeating: 0, count: cells.cells.count)
        if let spine = Spine(cells) {
            positions = spine.positions { Self.gap($0, $1, spacing) }
        } else {
            sweep(cells, spacing)
        }
        let starts = zip(positions, cells.cells).map { $0 - $1.size.across / 2 }
        let start = starts.min() ?? 0
        positions = positions.map { $0 - start }
    }

    private mutating func sweep(_ cells: Cells, _ spacing: LayeredLayout.Spacing) {
        let gaps = cells.layers.map { layer in
            zip(layer, layer.dropFirst()).map { Self.gap(cells.cells[$0], cells.cells[$1], spacing) }
        }
        for (layer, gaps) in zip(cells.layers, gaps) {
            place(layer, wanted: layer.map { _ in 0 }, weights: layer.map { _ in 1 }, gaps)
        }
        for sweep in 0..<Self.sweeps {
            let order = sweep.isMultiple(of: 2) ? Array(cells.layers.indices) : cells.layers.indices.reversed()
            for layer in order { pull(cells.layers[layer], cells, gaps[layer]) }
        }
    }

    private static func gap(_ left: Cells.Cell, _ right: Cells.Cell, _ spacing: LayeredLayout.Spacing) -> Double {
        let areNodes = left.node != nil && right.node != nil
        return (left.size.across + right.size.across) / 2 + (areNodes ? spacing.nodes : spacing.lanes)
    }

    private mutating func place(_ layer: [Int], wanted: [Double], weights: [Double], _ gaps: [Double]) {
        let found = Row.positions(wanted: wanted, weights: weights, gaps: gaps)
        for (cell, position) in zip(layer, found) { positions[cell] = position }
    }

    private mutating func pull(_ layer: [Int], _ cells: Cells, _ gaps: [Double]) {
        var wanted: [Double] = []
        var weights: [Double] = []
        for cell in layer {
            let neighbours = cells.neighbours[cell]
            let weight = neighbours.reduce(0) { $0 + $1.weight }
            let sum = neighbours.reduce(0) { $0 + $1.weight * positions[$1.cell] }
            wanted.append(weight > 0 ? sum / weight : positions[cell])
            weights.append(weight > 0 ? weight : 0.01)
        }
        place(layer, wanted: wanted, weights: weights, gaps)
    }
}
