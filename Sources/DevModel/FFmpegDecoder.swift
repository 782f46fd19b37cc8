import Subprocess

/// Decodes one image with the `ffmpeg` found on PATH.
///
/// The file goes in by a pipe, to a demuxer named here and not guessed, with no protocol but pipes: a file that
/// claims to be a playlist reaches nothing.
struct FFmpegDecoder: Sendable {
    let timeLimit: Duration

    /// - Throws: ``DevModelError`` with `invalid_image` or `decoder_unavailable`; `CancellationError`.
    func decode(_ image: EncodedImage) async throws -> Thumbnail {
        try await withThrowingTaskGroup(of: Thumbnail.self) { group in
            group.addTask {
                try await Task.sleep(for: timeLimit)
                throw DevModelError(.invalidImage, "decoding took longer than \(timeLimit)")
            }
            group.addTask { try await runFFmpeg(image) }
            defer { group.cancelAll() }
            guard let thumbnail = try await group.next() else { throw CancellationError() }
            return thumbnail
        }
    }

    private func runFFmpeg(_ image: EncodedImage) async throws -> Thumbnail {
        var options = PlatformOptions()
        options.processGroupID = 0
        let bytes: [UInt8]
        do {
            // An ffmpeg that stops reading early would raise SIGPIPE here; NIO ignores that signal for the process.
            let result = try await run(
                .name("ffmpeg"), arguments: Arguments(Self.arguments(for: image.format)), platformOptions: options,
                input: .array(image.bytes), output: .bytes(limit: Thumbnail.byteCount + 1), error: .discarded)
            bytes = result.terminationStatus.isSuccess ? result.standardOutput : []
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw DevModelError(.decoderUnavailable, "ffmpeg is not on PATH; it is needed to look at images")
        } catch is SubprocessError {
            bytes = []
        }
        try Task.checkCancellation()
        guard let thumbnail = Thumbnail(bytes: bytes) else {
            throw DevModelError(.invalidImage, "this image cannot be decoded")
        }
        return thumbnail
    }

    private static func arguments(for format: EncodedImage.Format) -> [String] {
        let demuxer = format == .png ? "png_pipe" : "jpeg_pipe"
        return [
            "-hide_banner", "-loglevel", "quiet", "-protocol_whitelist", "pipe", "-max_pixels", "50000000",
            "-threads", "1", "-f", demuxer, "-i", "pipe:0", "-frames:v", "1", "-an",
            "-s", "\(Thumbnail.width)x\(Thumbnail.height)", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
        ]
    }
}
