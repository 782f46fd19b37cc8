import ChildProcess
import StepKit

/// Runs ffmpeg and ffprobe on one local file: in a sandbox, without network, within limits.
struct FFmpeg: Sendable {
    enum Tool: String, Sendable { case ffmpeg, ffprobe }

    let limits: MediaLimits
    private let environment: [String: String]
    private let mayRunOpen: Bool

    /// Set to `1` to run ffmpeg where it cannot be kept from the network.
    static let openVariable = "MILLRACE_ALLOW_UNSANDBOXED_MEDIA"

    init(environment: StepEnvironment, limits: MediaLimits = MediaLimits()) {
        var variables = ChildCommand.inheritedEnvironment()
        if let path = environment.variables["PATH"] { variables["PATH"] = path }
        self.environment = variables
        self.limits = limits
        mayRunOpen = environment.variables[Self.openVariable] == "1"
    }

    /// Containers of pictures and sound. What reads lists of other files (hls, dash, concat, image2) is not among them.
    private static let formats = [
        "mov", "matroska", "webm", "avi", "mpegts", "mpeg", "mpegvideo", "flv", "ogg", "gif", "apng", "asf", "mxf",
        "ivf",
        "mp3", "wav", "flac", "aac",
    ]

    /// The options that belong before the input, and the input.
    ///
    /// The prefix makes the path a path: without it, ffmpeg reads `concat:a|b` or `-y` its own way.
    func inputArguments(_ file: MediaFile) -> [String] {
        [
            "-protocol_whitelist", "file", "-format_whitelist", Self.formats.joined(separator: ","),
            "-max_pixels", String(limits.pixels), "-i", "file:\(file.path)",
        ]
    }

    /// - Parameters:
    ///   - folder: where the tool may write; its working folder. `nil`: nowhere.
    ///   - beforeInput, afterInput: the arguments on both sides of the input's.
    /// - Throws: ``StepFailure``, `CancellationError`, or the error of a handler.
    func run(
        _ tool: Tool, on file: MediaFile, in context: StepContext, folder: String? = nil, beforeInput: [String] = [],
        afterInput: [String] = [], output: ChildOutput = .discard, error: ChildOutput = .keepLast(4096)
    ) async throws -> ChildResult {
        try context.abort.throwIfAborted()
        try await requireIsolation()
        let first = tool == .ffmpeg ? ["-nostdin", "-y", "-nostats", "-threads", "2", "-filter_threads", "1"] : []
        let command = ChildCommand(
            tool.rawValue, ["-hide_banner"] + first + beforeInput + inputArguments(file) + afterInput,
            environment: environment, workingDirectory: folder,
            limits: limits.resources(timeRemaining: context.timeRemaining),
            sandbox: Sandbox(.preferred, readOnly: [file.path], writable: folder.map { [$0] } ?? []))
        do {
            let result = try await command.run(output: output, error: error) { child in
                if let group = child.processGroup { context.track(processGroup: group) }
            }
            if let reached = result.limitReached { throw Self.failure(reached) }
            return result
        } catch {
            throw MediaFailure.translated(error, tool: tool.rawValue)
        }
    }

    private static func failure(_ limit: ResourceLimits.Kind) -> StepFailure {
        switch limit {
        case .cpuTime: StepFailure(MediaFailure.limitReached, "reading the video took too much processor time")
        case .fileSize: StepFailure(MediaFailure.limitReached, "a picture of the video became too large a file")
        }
    }

    private func requireIsolation() async throws {
        guard !mayRunOpen else { return }
        let support = await Sandbox.probe()
        if let failure = Self.refusal(bubblewrap: support.bubblewrap, network: support.networkNamespace) {
            throw failure
        }
    }

    /// A video can make ffmpeg do what its author wants, should it have a bug: it must not reach anybody.
    static func refusal(
        bubblewrap: SandboxSupport.Availability, network: SandboxSupport.Availability
    ) -> StepFailure? {
        guard case .unavailable(let first) = bubblewrap, case .unavailable(let second) = network else { return nil }
        return StepFailure(
            MediaFailure.sandboxUnavailable,
            "ffmpeg cannot be kept from the network here: install bubblewrap and allow user namespaces, "
                + "or set \(openVariable)=1 to run it all the same",
            details: ["bwrap": .string(ToolText.cleaned(first)), "unshare": .string(ToolText.cleaned(second))])
    }
}
