/// Finds hard cuts in a sequence of frames, frame by frame, keeping only a few of them.
///
/// A frame begins a new scene when it differs from the one before, and
/// - by far more than the frames around differ from each other: noise and fast motion differ all the time;
/// - also from those a moment before, as the frames a moment later do from the last of the old scene: after a flash
///   the old picture comes back.
///
/// The frame right after is left out of "around": some scenes have an odd first frame.
struct CutDetector: Sendable {
    /// A frame that begins a new scene.
    struct Cut: Sendable, Hashable {
        /// The number of the frame; the first of the video is 0.
        let frame: Int
        /// How different it is from the frame before, 0 to 1.
        let strength: Double
    }

    /// How different two frames must be, 0 to 1.
    let threshold: Double
    /// How many frames around are looked at.
    let reach: Int
    private(set) var cuts: [Cut] = []

    /// By how much a cut stands out: this many times the mean difference around.
    private static let prominence = 2.5
    /// The share of the difference that must still be there a moment later.
    private static let persistence = 0.3

    /// How the frames differ from the one before, and the frames, from number ``firstKept`` on.
    private var differences: [Double] = []
    private var frames: [FrameSignature] = []
    private var firstKept = 0

    /// - Parameters:
    ///   - threshold: how different two frames must be, 0 to 1. Default: 0.12.
    ///   - frameRate: in frames per second; about a quarter of a second is looked at on both sides. Default: 25.
    init(threshold: Double = 0.12, frameRate: Double? = nil) {
        self.threshold = threshold
        reach = Int(min(max(((frameRate ?? 25) * 0.24).rounded(), 3), 15))
    }

    private var frameCount: Int { firstKept + frames.count }

    mutating func append(_ frame: FrameSignature) {
        differences.append(frames.last.map { frame.difference(from: $0) } ?? 0)
        frames.append(frame)
        judge(frameCount - reach - 2)
        if frames.count > 2 * reach + 3 {
            frames.removeFirst()
            differences.removeFirst()
            firstKept += 1
        }
    }

    /// Judges the last frames, after which none follow. Call it once.
    mutating func finish() {
        for frame in max(1, frameCount - reach - 1)..<max(1, frameCount) { judge(frame) }
    }

    private mutating func judge(_ frame: Int) {
        let place = frame - firstKept
        guard frame > 0, differences.indices.contains(place) else { return }
        let strength = differences[place]
        guard strength >= threshold + Self.prominence * unrest(around: place),
            remainder(at: place) >= Self.persistence * strength
        else { return }
        cuts.append(Cut(frame: frame, strength: strength))
    }

    /// The larger of the mean differences before and after.
    private func unrest(around place: Int) -> Double {
        let first = firstKept == 0 ? 1 : 0
        let before = differences[max(first, place - reach)..<max(first, place)]
        let after = differences[min(place + 2, differences.count)..<min(place + 2 + reach, differences.count)]
        return max(Self.mean(before), Self.mean(after))
    }

    /// The smallest difference between the last old frame and the new ones, and the first new frame and the old ones.
    private func remainder(at place: Int) -> Double {
        let new = frames[place...].prefix(reach + 1).map { $0.difference(from: frames[place - 1]) }
        let old = frames[..<place].suffix(reach + 1).map { $0.difference(from: frames[place]) }
        return min(new.min() ?? 0, old.min() ?? 0)
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
