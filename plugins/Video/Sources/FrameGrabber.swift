import ChildProcess
import Foundation
import StepKit
import Synchronization

/// Decodes chosen frames and stores them as pictures.
struct FrameGrabber {
    enum Encoding: Sendable {
        case jpeg, png

        var suffix: String { self == .png ? "png" : "jpg" }
        var mediaType: String { self == .png ? "image/png" : "image/jpeg" }
        /// New pictures are made: nothing of the video but its pixels reaches them.
        var arguments: [String] {
            self == .png ? ["-c:v", "png"] : ["-c:v", "mjpeg", "-q:v", "3", "-huffman", "optimal"]
        }
        var pixelFormat: String { self == .png ? "rgb24" : "yuvj420p" }
    }

    let ffmpeg: FFmpeg
    let file: MediaFile
    let info: VideoInfo
    let size: PictureSize
    let encoding: Encoding

    private struct Picture {
        let path: String
        let time: Double
    }

    /// - Parameters:
    ///   - times: of the frames, sorted, on the file's own clock.
    ///   - start: of the video on that clock.
    func grab(
        _ times: [Double], start: Double, in context: StepContext
    ) async throws -> [VideoKeyframesStep.Frame] {
        let folder = context.workspace + "/frames-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            let pictures = try await decode(times, into: folder, in: context)
            var frames: [VideoKeyframesStep.Frame] = []
            for picture in pictures {
                let artifact = try await context.adopt(picture.path, mediaType: encoding.mediaType)
                let second = ((picture.time - start) * 1_000_000).rounded() / 1_000_000
                frames.append(VideoKeyframesStep.Frame(file: artifact, time: max(0, second), index: frames.count))
            }
            return frames
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private func decode(_ times: [Double], into folder: String, in context: StepContext) async throws -> [Picture] {
        var pictures: [Picture] = []
        var lastError: String?
        for pass in FrameSelection.passes(over: times, isSeekable: info.isSeekable) {
            let log = GrabLog()
            let firstNumber = pictures.count + 1
            let result = try await ffmpeg.run(
                .ffmpeg, on: file, in: context, folder: folder,
                beforeInput: ["-loglevel", "level+info", "-copyts", "-max_error_rate", "1"] + pass.seekArguments,
                afterInput: outputArguments(pass, firstNumber: firstNumber),
                error: .lines(limit: .max) { line in
                    guard let count = log.take(line) else { return }
                    let done = firstNumber - 1 + count
                    context.progress(
                        min(Double(done) / Double(times.count), 0.99), "\(done) of \(times.count) pictures")
                })
            let seen = log.outcome
            lastError = seen.lastError ?? lastError
            guard result.status.isSuccess || seen.times.isEmpty else {
                throw MediaFailure.toolStopped("ffmpeg", result.status, lastError)
            }
            pictures += written(seen.times, firstNumber: firstNumber, in: folder)
        }
        guard !pictures.isEmpty else { throw MediaFailure.nothingDecoded(lastError) }
        return pictures
    }

    /// The output's name is relative to the working folder: ffmpeg would read a `%` in the folder's name as a pattern.
    private func outputArguments(_ pass: FrameSelection, firstNumber: Int) -> [String] {
        [
            "-map", "0:\(info.streamIndex)", "-fps_mode", "passthrough", "-frames:v", String(pass.times.count), "-vf",
            "select='\(pass.expression)',scale=\(size.width):\(size.height),setsar=1,"
                + "format=\(encoding.pixelFormat),showinfo=checksum=0",
            "-map_metadata", "-1",
        ] + encoding.arguments + [
            "-f", "image2", "-start_number", String(firstNumber), "file:frame-%06d.\(encoding.suffix)",
        ]
    }

    /// The filter may let one frame more through than is written.
    private func written(_ times: [Double], firstNumber: Int, in folder: String) -> [Picture] {
        times.enumerated().compactMap { place, time in
            let digits = String(firstNumber + place)
            let name = "frame-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            let path = "\(folder)/\(name).\(encoding.suffix)"
            return FileManager.default.fileExists(atPath: path) ? Picture(path: path, time: time) : nil
        }
    }
}

/// The frames of one pass, as ffmpeg tells of them.
private final class GrabLog: Sendable {
    private struct State {
        var log = FrameLog()
        var times: [Double] = []
    }

    private let state = Mutex(State())

    var outcome: (times: [Double], lastError: String?) { state.withLock { ($0.times, $0.log.lastError) } }

    /// - Returns: how many frames there are so far, if the line tells of one.
    func take(_ line: String) -> Int? {
        state.withLock { state in
            guard let time = state.log.read(line) else { return nil }
            state.times.append(time)
            return state.times.count
        }
    }
}
