import StepKit

/// What ffprobe says of a video, as far as it is believed.
struct VideoInfo: Sendable, Hashable {
    /// ffprobe's names of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    var format: String
    /// Of the video among the file's streams.
    var streamIndex: Int
    /// As shown: turned, if the file says so.
    var width: Int
    var height: Int
    /// Width of a pixel by its height.
    var pixelAspect: Double
    /// In frames per second; `nil` if the file does not say or says nonsense.
    var frameRate: Double?
    /// In seconds; `nil` if the file does not say.
    var duration: Double?
    var hasAudio: Bool

    /// Whether a jump to a time lands on a picture at or before it.
    var isSeekable: Bool {
        format.split(separator: ",").contains { ["mov", "matroska"].contains($0) }
    }
}

extension VideoInfo {
    /// Reads ffprobe's JSON.
    /// - Throws: ``StepFailure`` for what has no video or is beyond the limits.
    init(probe: JSONValue, limits: MediaLimits) throws {
        let streams = probe["streams"]?.arrayValue ?? []
        guard streams.count <= limits.streams else {
            throw StepFailure(MediaFailure.tooLarge, "the file has more than \(limits.streams) streams")
        }
        guard let video = streams.first(where: Self.isVideo), let index = video["index"]?.intValue else {
            // Of a cut-off header, ffprobe sees a stream, but not what it is.
            let isKnown = streams.contains { ["audio", "video"].contains($0["codec_type"]?.stringValue) }
            guard isKnown else { throw MediaFailure.nothingDecoded(nil) }
            throw StepFailure(MediaFailure.noVideoStream, "the file has no video stream")
        }
        let (width, height) = try Self.size(of: video, limits)
        let isTurned = Self.isTurned(video)
        let aspect = Self.ratio(video["sample_aspect_ratio"]).flatMap { (0.25...4).contains($0) ? $0 : nil } ?? 1
        format = probe["format"]?["format_name"]?.stringValue ?? ""
        streamIndex = Int(index)
        self.width = isTurned ? height : width
        self.height = isTurned ? width : height
        pixelAspect = isTurned ? 1 / aspect : aspect
        frameRate = [video["avg_frame_rate"], video["r_frame_rate"]].lazy.compactMap(Self.ratio)
            .first { (0.001...1000).contains($0) }
        duration = try Self.duration(video["duration"] ?? probe["format"]?["duration"], limits)
        hasAudio = streams.contains { $0["codec_type"]?.stringValue == "audio" }
    }

    private static func isVideo(_ stream: JSONValue) -> Bool {
        stream["codec_type"]?.stringValue == "video" && stream["disposition"]?["attached_pic"]?.intValue != 1
    }

    private static func size(of video: JSONValue, _ limits: MediaLimits) throws -> (Int, Int) {
        let width = video["width"]?.intValue ?? 0
        let height = video["height"]?.intValue ?? 0
        guard width > 0, height > 0 else { throw MediaFailure.nothingDecoded(nil) }
        guard max(width, height) <= limits.side, width * height <= limits.pixels else {
            throw StepFailure(MediaFailure.tooLarge, "the pictures are too large: \(width) x \(height) pixels")
        }
        return (Int(width), Int(height))
    }

    private static func isTurned(_ video: JSONValue) -> Bool {
        let angles = (video["side_data_list"]?.arrayValue ?? []).compactMap { $0["rotation"]?.intValue }
        return angles.first.map { $0 % 180 != 0 } ?? false
    }

    private static func duration(_ value: JSONValue?, _ limits: MediaLimits) throws -> Double? {
        guard let seconds = value?.stringValue.flatMap({ Double($0) }), seconds.isFinite, seconds > 0 else {
            return nil
        }
        guard seconds <= Double(limits.duration.components.seconds) else {
            let most = limits.duration.shortText
            throw StepFailure(MediaFailure.tooLarge, "the video says it is longer than \(most)")
        }
        return seconds
    }

    /// Reads `30000/1001` and `4:3`; `nil` for `0/0` and what is no ratio.
    static func ratio(_ value: JSONValue?) -> Double? {
        let parts = value?.stringValue?.split { $0 == "/" || $0 == ":" }.map { Double($0) } ?? []
        guard parts.count == 2, let over = parts[0], let under = parts[1], under > 0, over > 0 else { return nil }
        return over / under
    }
}
