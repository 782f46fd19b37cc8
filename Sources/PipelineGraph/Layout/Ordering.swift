/// Orders the cells of each layer so that few links cross.
struct Ordering {
    private let cells: Cells
    private var layers: [[Int]]
    /// By cell.
    private var places: [Int]

    private static let sweeps = 16

    /// The layers in the best order that was met: each cell moves to the mean of its neighbours' places, down and up.
    static func layers(of cells: Cells) -> [[Int]] {
        var ordering = Ordering(cells)
        var best = (crossings: ordering.crossings, layers: ordering.layers)
        for sweep in 0..<sweeps where best.crossings > 0 {
            ordering.sweep(isDown: sweep.isMultiple(of: 2))
            let crossings = ordering.crossings
            if crossings < best.crossings { best = (crossings, ordering.layers) }
        }
        return best.layers
    }

    private init(_ cells: Cells) {
        self.cells = cells
        layers = cells.layers
        places = Array(repeating: 0, count: cells.cells.count)
        for layer in layers { note(layer) }
    }

    private mutating func note(_ layer: [Int]) {
        for (place, cell) in layer.enumerated() { places[cell] = place }
    }

    private mutating func sweep(isDown: Bool) {
        let order = isDown ? Array(layers.indices) : layers.indices.reversed()
        for layer in order {
            let means = layers[layer].map { cell -> Double in
                let seen = cells.neighbours[cell].filter { (cells.cells[$0.cell].layer < layer) == isDown }
                guard !seen.isEmpty else { return Double(places[cell]) }
                return seen.reduce(0) { $0 + Double(places[$1.cell]) } / Double(seen.count)
            }
            let ordered = zip(means, layers[layer]).enumerated().sorted {
                ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
            }
            layers[layer] = ordered.map(\.element.1)
            note(layers[layer])
        }
    }

    private var crossings: Int {
        layers.indices.dropLast().reduce(0) { $0 + crossings(below: layers[$1]) }
    }

    /// Pairs of links out of order: for each link those before it that end further on.
    private func crossings(below layer: [Int]) -> Int {
        var sums: [Int] = []
        var total = 0
        for (passed, place) in lowerPlaces(of: layer).enumerated() {
            if place >= sums.count { sums += Array(repeating: 0, count: place + 1 - sums.count) }
            total += passed - sums[...place].reduce(0, +)
            sums[place] += 1
        }
        return total
    }

    private func lowerPlaces(of layer: [Int]) -> [Int] {
        layer.flatMap { cell in
            cells.neighbours[cell].filter { cells.cells[$0.cell].layer > cells.cells[cell].layer }
                .map { places[$0.cell] }.sorted()
        }
    }
}
