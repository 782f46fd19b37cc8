/// What can be measured in one image. Every number is from 0 to 1, with three decimals.
struct ImageMeasures: Sendable, Hashable {
    /// The mean of the pixels' brightest channel.
    let brightness: Double
    /// Twice the standard deviation of that.
    let contrast: Double
    /// The mean distance between a pixel's brightest and darkest channel.
    let colourfulness: Double
    /// The mean difference to the image before; `nil` for the first.
    let change: Double?
    /// Colours that cover at least an eighth, the widest first; at most four, at least one.
    let colours: [ColourName]

    init(_ thumbnail: Thumbnail, after previous: Thumbnail?) {
        var tally = PixelTally()
        for start in stride(from: 0, to: Thumbnail.byteCount, by: 3) {
            tally.add(red: thumbnail.bytes[start], green: thumbnail.bytes[start + 1], blue: thumbnail.bytes[start + 2])
        }
        brightness = tally.brightness
        contrast = tally.contrast
        colourfulness = tally.colourfulness
        colours = tally.widestColours
        change = previous.map { Self.difference(thumbnail, $0) }
    }

    static func measure(_ thumbnails: [Thumbnail]) -> [ImageMeasures] {
        thumbnails.indices.map { index in
            ImageMeasures(thumbnails[index], after: index > 0 ? thumbnails[index - 1] : nil)
        }
    }

    private static func difference(_ one: Thumbnail, _ other: Thumbnail) -> Double {
        let sum = zip(one.bytes, other.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return (Double(sum) / Double(Thumbnail.byteCount * 255)).threeDecimals
    }
}

private struct PixelTally {
    private var count = 0
    private var values = 0
    private var squares = 0
    private var chromas = 0
    private var colourCounts: [ColourName: Int] = [:]

    mutating func add(red: UInt8, green: UInt8, blue: UInt8) {
        let value = Int(max(red, green, blue))
        count += 1
        values += value
        squares += value * value
        chromas += value - Int(min(red, green, blue))
        colourCounts[ColourName(red: red, green: green, blue: blue), default: 0] += 1
    }

    private var pixels: Double { Double(max(count, 1)) }
    var brightness: Double { (Double(values) / pixels / 255).threeDecimals }
    var colourfulness: Double { (Double(chromas) / pixels / 255).threeDecimals }

    var contrast: Double {
        let mean = Double(values) / pixels
        let variance = max(0, Double(squares) / pixels - mean * mean)
        return min(1, 2 * variance.squareRoot() / 255).threeDecimals
    }

    var widestColours: [ColourName] {
        // Equally wide ones keep the palette's order: a dictionary has none.
        let sorted = ColourName.allCases.enumerated()
            .map { (order: $0.offset, name: $0.element, count: colourCounts[$0.element, default: 0]) }
            .sorted { ($1.count, $0.order) < ($0.count, $1.order) }
        let wide = sorted.filter { $0.count * 8 >= count }.prefix(4).map(\.name)
        return wide.isEmpty ? sorted.prefix(1).map(\.name) : Array(wide)
    }
}

extension Double {
    var threeDecimals: Double { (self * 1000).rounded() / 1000 }
}
