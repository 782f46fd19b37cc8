import StepKit

/// Reads presentation times from what ffmpeg's `showinfo` filter writes, one line a frame.
///
/// The exact time stamp and its unit are read, not `pts_time`, which has six digits in all.
struct FrameLog {
    /// Seconds of one unit of time.
    private var unit: Double?
    private(set) var errorCount = 0
    private(set) var lastError: String?
    private var lastTime: Double?

    /// The frame's time in seconds if the line tells of a frame. Never before that of the last frame.
    mutating func read(_ line: String) -> Double? {
        guard line.hasPrefix("[Parsed_showinfo_") else {
            noteError(line)
            return nil
        }
        if let value = Self.word(after: "config in time_base:", in: line) {
            unit = VideoInfo.ratio(.string(String(value)))
        }
        guard Self.word(after: " n:", in: line).flatMap({ Int($0) }) != nil else { return nil }
        let stamp = Self.word(after: " pts:", in: line).flatMap { Int64($0) }
        let time = max(
            stamp.flatMap { stamp in unit.map { Double(stamp) * $0 } } ?? lastTime ?? 0, lastTime ?? -.infinity)
        lastTime = time
        return time
    }

    private mutating func noteError(_ line: String) {
        guard line.contains("[error]") || line.contains("[fatal]") else { return }
        errorCount &+= 1
        lastError = ToolText.cleaned(line)
    }

    private static func word(after label: String, in line: String) -> Substring? {
        guard let start = line.firstRange(of: label)?.upperBound else { return nil }
        return line[start...].drop { $0 == " " }.prefix { $0 != " " && $0 != "," }
    }
}
