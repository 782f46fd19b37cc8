import ChildProcess
import StepKit
import Synchronization

/// Asks ffprobe about a file before anything is decoded.
struct VideoProbe: Sendable {
    let ffmpeg: FFmpeg

    func info(of file: MediaFile, in context: StepContext) async throws -> VideoInfo {
        let result: ChildResult
        do {
            result = try await ffmpeg.run(
                .ffprobe, on: file, in: context, beforeInput: ["-v", "error"],
                afterInput: ["-show_entries", Self.entries, "-of", "json=compact=1"],
                output: .collect(limit: 1 << 20))
        } catch let failure as StepFailure where failure.code == MediaFailure.limitReached {
            throw StepFailure(MediaFailure.tooLarge, "the file describes more streams than allowed")
        }
        let said = ToolText.lastLine(result.errorText)
        switch result.status {
        case .exited(0): break
        case .exited: throw MediaFailure.unreadable(file.kind, said)
        case .signalled: throw MediaFailure.toolStopped("ffprobe", result.status, said)
        }
        guard let value = try? JSONValue(parsing: result.output) else {
            throw MediaFailure.toolStopped("ffprobe", result.status, said)
        }
        return try VideoInfo(probe: value, limits: ffmpeg.limits)
    }

    private static let entries = [
        "format=format_name,duration",
        "stream=index,codec_type,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,duration",
        "stream_disposition=attached_pic", "stream_side_data=rotation",
    ].joined(separator: ":")

    /// When each picture is shown, in order, on the file's own clock; read from the container without decoding.
    func frameTimes(of file: MediaFile, _ info: VideoInfo, in context: StepContext) async throws -> [Double] {
        let list = PacketList(limit: ffmpeg.limits.frames)
        let result = try await ffmpeg.run(
            .ffprobe, on: file, in: context, beforeInput: ["-v", "error", "-select_streams", String(info.streamIndex)],
            afterInput: ["-show_entries", "packet=pts_time,dts_time,flags", "-of", "compact=p=0"],
            output: .lines(maxLength: 4096, limit: 1 << 30) { line in try list.add(line) })
        let times = list.times
        guard !times.isEmpty else { throw MediaFailure.nothingDecoded(ToolText.lastLine(result.errorText)) }
        return times
    }
}

/// The packets of one stream, as ffprobe lists them.
private final class PacketList: Sendable {
    private let limit: Int
    private let found = Mutex<[Double]>([])

    init(limit: Int) {
        self.limit = limit
    }

    var times: [Double] { found.withLock { $0.sorted() } }

    func add(_ line: String) throws {
        guard let time = PacketLine.time(in: line) else { return }
        try found.withLock { times in
            guard times.count < limit else {
                throw StepFailure(MediaFailure.tooLarge, "the video has more than \(limit) frames")
            }
            times.append(time)
        }
    }
}

/// One line such as `pts_time=0.040000|dts_time=0.000000|flags=K_`.
enum PacketLine {
    /// `nil` for a packet without a time, and for one that is not to be shown.
    static func time(in line: String) -> Double? {
        let pairs = line.split(separator: "|").map { $0.split(separator: "=", maxSplits: 1) }
        let values = Dictionary(
            pairs.compactMap { $0.count == 2 ? (String($0[0]), String($0[1])) : nil }, uniquingKeysWith: { $1 })
        guard values["flags"]?.contains("D") != true else { return nil }
        // AVI stores no presentation times.
        let time = values["pts_time"].flatMap { Double($0) } ?? values["dts_time"].flatMap { Double($0) }
        return time.flatMap { $0.isFinite ? $0 : nil }
    }
}
