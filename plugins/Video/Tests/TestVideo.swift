import ChildProcess
import StepKit
import TestSupport

/// Videos made with ffmpeg for tests.
enum TestVideo {
    struct CannotMake: Error { let reason: String }

    /// Runs ffmpeg with these arguments, then the output's path.
    static func make(_ path: String, _ arguments: [String]) async throws {
        let quiet = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1"]
        let result = try await ChildCommand("ffmpeg", quiet + arguments + ["file:\(path)"]).run()
        guard result.status.isSuccess else { throw CannotMake(reason: result.errorText) }
    }

    /// Scenes one after the other: ffmpeg's sources, each with its number of frames.
    static func make(
        _ path: String, scenes: [(source: String, frames: Int)], rate: String, size: String, _ encoding: [String]
    ) async throws {
        let inputs = scenes.flatMap { ["-f", "lavfi", "-t", "60", "-i", $0.source] }
        let chains = scenes.enumerated().map { place, scene in
            "[\(place):v]scale=\(size),fps=\(rate),trim=end_frame=\(scene.frames),format=yuv420p,setsar=1[v\(place)];"
        }
        let graph =
            chains.joined() + scenes.indices.map { "[v\($0)]" }.joined() + "concat=n=\(scenes.count):v=1:a=0[v]"
        try await make(path, inputs + ["-filter_complex", graph, "-map", "[v]"] + encoding)
    }

    /// What a step gets for that file; the digest does not matter to it.
    static func input(_ path: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
        let video: JSONValue = ["path": .string(path), "sha256": "00", "media_type": "video/mp4", "size": 1]
        return .object(more.merging(["video": video]) { one, _ in one })
    }

    /// Two seconds, 25 frames a second, 160 x 90, with a cut at 1.2 s.
    static func small(in folder: TemporaryFolder, _ name: String = "small.mp4") async throws -> String {
        let path = folder.path(name)
        try await make(
            path, scenes: [("testsrc2=s=160x90:r=25", 30), ("mandelbrot=s=160x90:r=25", 20)], rate: "25",
            size: "160x90",
            ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-movflags", "+faststart"])
        return path
    }
}
