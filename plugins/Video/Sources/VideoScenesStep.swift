import ChildProcess
public import StepKit

/// Finds the hard cuts of a video.
public struct VideoScenesStep: Step {
    public struct Input: Codable, Sendable {
        var video: Artifact
        var threshold: Double
        var minimumLength: Duration
        var limit: Int

        private enum CodingKeys: String, CodingKey {
            case video, threshold
            case minimumLength = "min_length"
            case limit = "at_most"
        }
    }

    public struct Output: Codable, Sendable {
        var scenes: [Scene]
        var cuts: [Double]
        var duration: Double
        var frameRate: Double
        var width: Int
        var height: Int
        var hasAudio: Bool

        private enum CodingKeys: String, CodingKey {
            case scenes, cuts, duration, width, height
            case frameRate = "frame_rate"
            case hasAudio = "has_audio"
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "video.scenes", "Finds the hard cuts of a video, exact to the frame, and the scenes between them.",
        isolation: .process,
        input: {
            Field("video", \.video, "The video, as an earlier step made it.")
            Field("threshold", \.threshold, "How different two frames must be for a cut; less finds more.")
                .range(0.01...1).default(0.12)
            Field("min_length", \.minimumLength, "The shortest scene; a cut that would end one sooner is dropped.")
                .range(.zero ... .seconds(3600)).default(.milliseconds(500))
            Field("at_most", \.limit, "How many scenes at most; the clearest cuts stay.").range(1...5000).default(200)
        },
        output: {
            Field("scenes", \.scenes, "In order, without gaps; a video without cuts is one scene.")
            Field("cuts", \.cuts, "Seconds after the start at which a new scene begins.")
            Field("duration", \.duration, "Seconds from the first frame to the end of the last.")
            Field("frame_rate", \.frameRate, "Frames per second, on average.")
            Field("width", \.width, "Pixels, as shown.")
            Field("height", \.height, "Pixels, as shown.")
            Field("has_audio", \.hasAudio, "Whether the file has sound.")
        },
        failures: MediaFailure.declared,
        examples: [
            ["video": VideoExample.artifact],
            ["video": VideoExample.artifact, "threshold": 0.2, "min_length": "1s", "at_most": 50],
        ])

    private let ffmpeg: FFmpeg

    public init(environment: StepEnvironment) {
        ffmpeg = FFmpeg(environment: environment)
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        let file = try MediaFile(path: input.video.path)
        let info = try await VideoProbe(ffmpeg: ffmpeg).info(of: file, in: context)
        let found = try await scan(file, info, threshold: input.threshold, in: context)
        let rate = info.frameRate ?? Self.measuredRate(found.times)
        let list = SceneList(
            cuts: found.cuts, times: found.times, lastFrameLength: 1 / rate,
            minimumLength: Double(input.minimumLength.wholeMilliseconds) / 1000, limit: input.limit)
        context.progress(1, "\(list.scenes.count) scenes")
        return Output(
            scenes: list.scenes, cuts: list.cuts, duration: list.duration, frameRate: rate, width: info.width,
            height: info.height, hasAudio: info.hasAudio)
    }

    /// Decodes the video once.
    private func scan(
        _ file: MediaFile, _ info: VideoInfo, threshold: Double, in context: StepContext
    ) async throws -> FrameScan.Outcome {
        let scan = FrameScan(CutDetector(threshold: threshold, frameRate: info.frameRate))
        let most = ffmpeg.limits.frames
        let result = try await ffmpeg.run(
            .ffmpeg, on: file, in: context,
            beforeInput: ["-loglevel", "level+info", "-copyts", "-max_error_rate", "1"],
            afterInput: [
                "-map", "0:\(info.streamIndex)", "-fps_mode", "passthrough", "-vf",
                "scale=\(FrameSignature.width):\(FrameSignature.height):flags=area,format=rgb24,showinfo=checksum=0",
                "-frames:v", String(most), "-c:v", "rawvideo", "-f", "rawvideo", "pipe:1",
            ],
            output: .chunks(limit: most * FrameSignature.byteCount) { scan.take($0) },
            error: .lines(limit: .max) { line in
                guard let second = scan.take(line), let duration = info.duration else { return }
                context.progress(min(second / duration, 0.99), "looking for cuts")
            })
        let outcome = scan.finish()
        guard !outcome.times.isEmpty else { throw MediaFailure.nothingDecoded(outcome.lastError) }
        guard result.status.isSuccess else {
            throw MediaFailure.toolStopped("ffmpeg", result.status, outcome.lastError)
        }
        guard outcome.times.count < most else {
            throw StepFailure(MediaFailure.tooLarge, "the video has more than \(most) frames")
        }
        return outcome
    }

    private static func measuredRate(_ times: [Double]) -> Double {
        guard let first = times.first, let last = times.last, last > first else { return 25 }
        return min(max(Double(times.count - 1) / (last - first), 0.001), 1000)
    }
}
