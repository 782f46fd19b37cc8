/// What is compared of a frame: a small picture of it, and how often it has each brightness in each colour.
struct FrameSignature: Sendable, Hashable {
    static let width = 48
    static let height = 27
    /// Bytes of one small picture: red, green and blue of each pixel.
    static let byteCount = width * height * 3

    private static let bins = 16
    private static let pixels = width * height

    private let levels: [UInt8]
    private let histogram: [Int32]

    /// - Parameter rgb: ``byteCount`` bytes.
    init(rgb: some Collection<UInt8>) {
        levels = rgb.map { Self.lift[Int($0)] }
        histogram = Self.histogram(of: levels)
    }

    /// How different two frames look, from 0 to 1.
    ///
    /// Half of it is the pixels' difference, which sees a new place; half the histograms', which does not see motion.
    /// The latter counts for no more than three times the former: a picture of few colours moves all of them at once.
    func difference(from other: FrameSignature) -> Double {
        var moved = 0
        for (one, two) in zip(levels, other.levels) { moved += Int(max(one, two) - min(one, two)) }
        var changed = 0
        for (one, two) in zip(histogram, other.histogram) { changed += Int(abs(one - two)) }
        let pixelPart = Double(moved) / Double(Self.byteCount * 255)
        let histogramPart = Double(changed) / Double(2 * 3 * Self.pixels * Self.binWidth)
        return 0.5 * (pixelPart + min(histogramPart, 3 * pixelPart))
    }

    /// Dark levels are spread, as the eye does, so that cuts between dark scenes count; not as far as a square root
    /// would, for which black and nearly black are worlds apart.
    private static let lift: [UInt8] = (0..<256).map { level in
        let offset = 16.0
        let lifted = (Double(level) + offset).squareRoot() - offset.squareRoot()
        return UInt8((lifted / ((255 + offset).squareRoot() - offset.squareRoot()) * 255).rounded())
    }

    private static let binWidth = 255 / (bins - 1)

    /// Each level counts for the two bins around it, by its nearness: a slow change must not jump from bin to bin.
    private static func histogram(of levels: [UInt8]) -> [Int32] {
        var counts = [Int32](repeating: 0, count: 3 * 256)
        var colour = 0
        for level in levels {
            counts[colour + Int(level)] += 1
            colour = colour == 512 ? 0 : colour + 256
        }
        var histogram = [Int32](repeating: 0, count: 3 * (bins + 1))
        for (place, count) in counts.enumerated() where count > 0 {
            let (bin, rest) = (place % 256).quotientAndRemainder(dividingBy: binWidth)
            let first = place / 256 * (bins + 1) + bin
            histogram[first] += count * Int32(binWidth - rest)
            histogram[first + 1] += count * Int32(rest)
        }
        return histogram
    }
}
