public import StepKit

/// What is between two cuts.
public struct Scene: Codable, Sendable, Hashable, FieldObject {
    /// The first is 0.
    public let index: Int
    /// In seconds after the start of the video.
    public let start: Double
    public let end: Double
    public let middle: Double

    public static var fields: [FieldDescription] {
        Field("index", \Scene.index, "The first is 0.")
        Field("start", \Scene.start, "Seconds after the start of the video.")
        Field("end", \Scene.end, "Seconds; the next scene's start, or the video's duration.")
        Field("middle", \Scene.middle, "Seconds; halfway between.")
    }
}

/// Cuts and scenes in seconds, from cuts in frames.
struct SceneList: Sendable, Hashable {
    let scenes: [Scene]
    /// The start of every scene but the first.
    let cuts: [Double]
    let duration: Double

    /// - Parameters:
    ///   - times: when each frame is shown, on the file's own clock; not empty.
    ///   - lastFrameLength: seconds that the last frame is shown.
    ///   - minimumLength: cuts that would end a scene earlier are dropped, in seconds.
    ///   - limit: how many scenes at most; the strongest cuts stay.
    init(
        cuts found: [CutDetector.Cut], times: [Double], lastFrameLength: Double, minimumLength: Double, limit: Int
    ) {
        let start = times.first ?? 0
        let end = (times.last ?? start) - start + lastFrameLength
        var last = 0.0
        let kept = found.filter { cut in
            guard times.indices.contains(cut.frame) else { return false }
            let time = times[cut.frame] - start
            // Half a millisecond: a scene of exactly the least length counts.
            guard time - last >= minimumLength - 0.0005 else { return false }
            last = time
            return true
        }
        let strongest = Set(kept.sorted { $0.strength > $1.strength }.prefix(max(0, limit - 1)))
        cuts = kept.filter(strongest.contains).map { Self.rounded(times[$0.frame] - start) }
        duration = Self.rounded(end)
        scenes = zip([0] + cuts, cuts + [duration]).enumerated().map { index, bounds in
            Scene(
                index: index, start: bounds.0, end: bounds.1, middle: Self.rounded((bounds.0 + bounds.1) / 2))
        }
    }

    /// To a microsecond, so that 4.36 is written as 4.36.
    private static func rounded(_ seconds: Double) -> Double { (seconds * 1_000_000).rounded() / 1_000_000 }
}
