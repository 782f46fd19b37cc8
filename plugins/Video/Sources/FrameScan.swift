import Synchronization

/// Takes what ffmpeg writes on its two streams while it decodes: small pictures on one, their times on the other.
final class FrameScan: Sendable {
    struct Outcome: Sendable {
        let cuts: [CutDetector.Cut]
        /// When each frame is shown, on the file's own clock.
        let times: [Double]
        let lastError: String?
    }

    private struct State {
        var detector: CutDetector
        var log = FrameLog()
        var times: [Double] = []
        var pending: [UInt8] = []

        mutating func take(_ chunk: [UInt8]) {
            pending += chunk
            var rest = pending[...]
            while rest.count >= FrameSignature.byteCount {
                detector.append(FrameSignature(rgb: rest.prefix(FrameSignature.byteCount)))
                rest = rest.dropFirst(FrameSignature.byteCount)
            }
            pending = Array(rest)
        }

        mutating func take(_ line: String) -> Double? {
            guard let time = log.read(line) else { return nil }
            times.append(time)
            return time - times[0]
        }

        mutating func finish() -> Outcome {
            detector.finish()
            return Outcome(cuts: detector.cuts, times: times, lastError: log.lastError)
        }
    }

    private let state: Mutex<State>

    init(_ detector: CutDetector) {
        state = Mutex(State(detector: detector))
    }

    func take(_ chunk: [UInt8]) { state.withLock { $0.take(chunk) } }

    /// - Returns: how far into the video the line's frame is, in seconds, if it tells of one.
    func take(_ line: String) -> Double? { state.withLock { $0.take(line) } }

    func finish() -> Outcome { state.withLock { $0.finish() } }
}
