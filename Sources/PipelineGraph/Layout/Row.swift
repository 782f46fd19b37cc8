/// Places things side by side.
enum Row {
    /// Positions as near as can be to the wanted ones, in the given order, neighbours at least a gap apart.
    ///
    /// The least sum of weighted squares: once the gaps are taken out it is a monotone fit, found by merging
    /// neighbours that would overtake each other into blocks that share their weighted mean.
    /// - Parameter gaps: between each and the next; one fewer than there are things.
    static func positions(wanted: [Double], weights: [Double], gaps: [Double]) -> [Double] {
        var offsets: [Double] = []
        for index in wanted.indices { offsets.append(index == 0 ? 0 : offsets[index - 1] + gaps[index - 1]) }
        var blocks: [(mean: Double, weight: Double, count: Int)] = []
        for index in wanted.indices {
            var block = (mean: wanted[index] - offsets[index], weight: weights[index], count: 1)
            while let last = blocks.last, last.mean > block.mean {
                let weight = last.weight + block.weight
                let mean = (last.mean * last.weight + block.mean * block.weight) / weight
                block = (mean, weight, last.count + block.count)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        let means = blocks.flatMap { Array(repeating: $0.mean, count: $0.count) }
        return zip(means, offsets).map { $0 + $1 }
    }
}
