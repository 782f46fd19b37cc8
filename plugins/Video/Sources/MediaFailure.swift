import ChildProcess
import StepKit

/// What can be wrong with a video, or with the tools that read it.
enum MediaFailure {
    static let notVideo: StepFailure.Code = "media_not_video"
    static let noVideoStream: StepFailure.Code = "media_no_video_stream"
    static let tooLarge: StepFailure.Code = "media_too_large"
    static let damaged: StepFailure.Code = "media_damaged"
    static let toolMissing: StepFailure.Code = "media_tool_missing"
    static let toolFailed: StepFailure.Code = "media_tool_failed"
    static let limitReached: StepFailure.Code = "media_limit_reached"
    static let sandboxUnavailable: StepFailure.Code = "media_sandbox_unavailable"

    /// Shown in the docs of both steps.
    static let declared: [StepFailure.Code: String] = [
        notVideo: "The file is no video: text, a web page, a playlist, nothing at all.",
        noVideoStream: "The file has sound or a cover picture, but no video.",
        tooLarge: "More pixels, time, frames or streams than allowed.",
        damaged: "The file begins like a video, but no picture can be read.",
        toolMissing: "ffmpeg or ffprobe is not installed.",
        toolFailed: "ffmpeg ended in a way that says nothing about the file. Retryable.",
        limitReached: "Reading the video took more processor time or space than allowed.",
        sandboxUnavailable: "ffmpeg cannot be kept from the network on this machine.",
    ]

    static func empty() -> StepFailure { StepFailure(notVideo, "the file is empty") }

    static func unreadable(_ kind: MediaFile.Kind, _ said: String?) -> StepFailure {
        kind == .container
            ? StepFailure(damaged, "the file begins like a video, but cannot be read", details: details(said))
            : StepFailure(notVideo, "the file is no video of a known format", details: details(said))
    }

    static func nothingDecoded(_ said: String?) -> StepFailure {
        StepFailure(damaged, "no picture of the video can be read", details: details(said))
    }

    static func toolStopped(_ tool: String, _ status: ExitStatus, _ said: String?) -> StepFailure {
        StepFailure(toolFailed, "\(tool) ended with \(status.words)", disposition: .retryable, details: details(said))
    }

    /// What a tool said is a hint for people who look closer, never part of the message.
    private static func details(_ said: String?) -> JSONValue {
        said.map { ["tool_said": .string($0)] } ?? .null
    }

    /// A failure to start or to hold a tool.
    static func translated(_ error: any Error, tool: String) -> any Error {
        guard let error = error as? ChildProcessError else { return error }
        switch error.code {
        case .executableNotFound:
            return StepFailure(
                toolMissing,
                "\(tool) is not installed; install ffmpeg 5.1 or newer (Debian and Ubuntu: apt-get install ffmpeg)")
        case .limitsUnavailable:
            return StepFailure(toolMissing, "prlimit is not installed; it comes with util-linux")
        case .outputTooLarge, .lineTooLong:
            return StepFailure(limitReached, "\(tool) wrote more than allowed")
        case .sandboxPathNotFound:
            return StepFailure(.notFound, "the video file has vanished")
        default:
            return StepFailure(
                toolFailed, "\(tool) could not be run", disposition: .retryable,
                details: ["cause": .string(error.code.rawValue)])
        }
    }
}

extension ExitStatus {
    fileprivate var words: String {
        switch self {
        case .exited(let code): "code \(code)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}
