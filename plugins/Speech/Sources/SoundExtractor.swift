import ChildProcess
import Foundation
import StepKit

/// The sound of a file, cut into pieces that every service takes.
struct SoundPieces: Sendable {
    struct Piece: Sendable {
        /// A WAV file: one channel, 16,000 samples a second.
        let path: String
        /// In seconds from the start of the whole.
        let start: Double
        let duration: Double

        /// Services count begun seconds.
        var billedSeconds: Double { duration.rounded(.up) }
    }

    let list: [Piece]

    var duration: Double { list.reduce(0) { $0 + $1.duration } }
}

/// Takes the sound out of a sound or video file, with ffmpeg.
struct SoundExtractor: Sendable {
    /// 19.2 MB: below the 25 MB that services take in one request.
    private static let pieceSeconds = 600
    private static let longest = 6 * 3600.0
    private static let bytesPerSecond = 32_000.0
    private static let headBytes = 44

    let tools: MediaTools

    /// - Returns: `nil` for a video without sound.
    func pieces(of media: Artifact, in context: StepContext) async throws -> SoundPieces? {
        let file = try SoundFile(media)
        guard try await hasSound(file, in: context) else { return nil }
        let folder = context.workspace + "/sound"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let result = try await tools.run(
            "ffmpeg",
            ["-hide_banner", "-nostdin", "-y", "-nostats", "-v", "error", "-threads", "2"] + file.inputArguments + [
                "-vn", "-map", "0:a:0", "-t", String(Int(Self.longest) + 1), "-ac", "1", "-ar", "16000", "-c:a",
                "pcm_s16le", "-f", "segment", "-segment_time", String(Self.pieceSeconds), "-segment_format", "wav",
                "-segment_format_options", "fflags=+bitexact", "-fflags", "+bitexact", "piece%03d.wav",
            ], reading: file.path, folder: folder, in: context)
        let pieces = try Self.pieces(in: folder)
        guard !pieces.list.isEmpty else {
            guard case .exited = result.status else {
                throw StepFailure(SpeechFailure.toolFailed, "ffmpeg was ended", disposition: .retryable)
            }
            throw StepFailure(SpeechFailure.damaged, "nothing of the sound can be read")
        }
        guard pieces.duration <= Self.longest else {
            throw StepFailure(SpeechFailure.tooLarge, "there are more than 6 h of sound")
        }
        context.progress(0.1, "sound read")
        return pieces
    }

    private func hasSound(_ file: SoundFile, in context: StepContext) async throws -> Bool {
        let result = try await tools.run(
            "ffprobe",
            ["-hide_banner", "-v", "error"] + file.inputArguments + [
                "-show_entries", "stream=codec_type", "-of", "json=compact=1",
            ], reading: file.path, in: context, output: .collect(limit: 1 << 20))
        let streams = (try? JSONValue(parsing: result.output))?["streams"]?.arrayValue ?? []
        let kinds = streams.compactMap { $0["codec_type"]?.stringValue }
        guard !kinds.isEmpty else {
            throw file.isKnown
                ? StepFailure(SpeechFailure.damaged, "the file begins like sound or video, but cannot be read")
                : StepFailure(SpeechFailure.notMedia, "the file is neither sound nor video of a known format")
        }
        return kinds.contains("audio")
    }

    private static func pieces(in folder: String) throws -> SoundPieces {
        var start = 0.0
        var list: [SoundPieces.Piece] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let path = "\(folder)/\(name)"
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            let duration = Double(max(size - headBytes, 0)) / bytesPerSecond
            guard duration > 0 else { continue }
            list.append(.init(path: path, start: start, duration: duration))
            start += duration
        }
        return SoundPieces(list: list)
    }
}
