import ChildProcess
import StepKit

/// How much of a video is read, whatever it claims.
struct MediaLimits: Sendable, Hashable {
    /// Of one picture.
    var pixels = 8192 * 8192
    /// Of a picture's longer side.
    var side = 16_384
    var duration = Duration.seconds(12 * 3600)
    var streams = 64
    var frames = 2_000_000

    /// Bytes of one written picture.
    var pictureBytes = 64 << 20

    /// Limits for one tool. Processor time follows from the time that is left, for the two threads a tool gets.
    func resources(timeRemaining: Duration) -> ResourceLimits {
        let seconds = Int(min(max(timeRemaining.components.seconds, 1), 6 * 3600))
        return ResourceLimits(
            cpuSeconds: seconds * 2 + 10, addressSpace: 4 << 30, fileSize: pictureBytes, openFiles: 256,
            processes: 1024)
    }
}
