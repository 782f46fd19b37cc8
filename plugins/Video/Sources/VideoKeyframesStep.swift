public import StepKit

/// Takes single pictures out of a video.
public struct VideoKeyframesStep: Step {
    public struct Input: Codable, Sendable {
        var video: Artifact
        var every: Duration
        var at: [Double]?
        var limit: Int
        var width: Int
        var format: String

        private enum CodingKeys: String, CodingKey {
            case video, every, at, width, format
            case limit = "at_most"
        }
    }

    public struct Output: Codable, Sendable {
        var frames: [Frame]
        var width: Int
        var height: Int
    }

    /// One picture.
    public struct Frame: Codable, Sendable, Hashable, FieldObject {
        let file: Artifact
        let time: Double
        let index: Int

        public static var fields: [FieldDescription] {
            Field("file", \Frame.file, "The picture.")
            Field("time", \Frame.time, "When it is shown, in seconds after the start of the video.")
            Field("index", \Frame.index, "The first is 0.")
        }
    }

    public static let descriptor = StepDescriptor<Input, Output>(
        "video.keyframes", "Takes pictures out of a video, evenly spread or at given times.",
        isolation: .process,
        input: {
            Field("video", \.video, "The video, as an earlier step made it.")
            Field("every", \.every, "Time between pictures; the first is the video's first frame.")
                .range(.milliseconds(1) ... .seconds(86_400)).default(.seconds(1))
            Field("at", \.at, "Seconds after the start, at most 500; takes what is shown then, instead of `every`.")
                .example([0.5, 12])
            Field("at_most", \.limit, "How many pictures; if `every` gives more, so many are spread evenly.")
                .range(1...500).default(32)
            Field("width", \.width, "The widest a picture may be, in pixels; never made wider than the video.")
                .range(16...8192).default(512)
            Field("format", \.format, "How the pictures are stored.").oneOf("jpeg", "png").default("jpeg")
        },
        output: {
            Field("frames", \.frames, "The pictures, in order of time, none twice.")
            Field("width", \.width, "Of each picture, in pixels.")
            Field("height", \.height, "Of each picture, in pixels.")
        },
        failures: MediaFailure.declared,
        examples: [
            ["video": VideoExample.artifact],
            ["video": VideoExample.artifact, "every": "10s", "at_most": 8, "width": 1024, "format": "png"],
            ["video": VideoExample.artifact, "at": [0, 4.36, 10.08]],
        ])

    private let ffmpeg: FFmpeg

    public init(environment: StepEnvironment) {
        ffmpeg = FFmpeg(environment: environment)
    }

    public func run(_ input: Input, in context: StepContext) async throws -> Output {
        try context.abort.throwIfAborted()
        if let at = input.at, !(1...500).contains(at.count) {
            throw StepFailure(.invalidPayload, "`at` has 1 to 500 times, this has \(at.count)")
        }
        let file = try MediaFile(path: input.video.path)
        let probe = VideoProbe(ffmpeg: ffmpeg)
        let info = try await probe.info(of: file, in: context)
        let times = try await probe.frameTimes(of: file, info, in: context)
        let size = PictureSize(of: info, atMostWide: input.width)
        let grabber = FrameGrabber(
            ffmpeg: ffmpeg, file: file, info: info, size: size, encoding: input.format == "png" ? .png : .jpeg)
        let frames = try await grabber.grab(
            Self.choose(from: times, info, input), start: times[0], in: context)
        context.progress(1, "\(frames.count) pictures")
        return Output(frames: frames, width: size.width, height: size.height)
    }

    private static func choose(from times: [Double], _ info: VideoInfo, _ input: Input) throws -> [Double] {
        let choice = FrameChoice(times: times, lastFrameLength: info.frameRate.map { 1 / $0 } ?? 0.04)
        if let at = input.at { return try choice.frames(at: at) }
        return choice.frames(every: Double(input.every.wholeMilliseconds) / 1000, atMost: input.limit)
    }
}
