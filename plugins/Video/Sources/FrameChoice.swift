import StepKit

/// Chooses which frames to take, from the times at which a video shows its frames.
struct FrameChoice {
    /// Sorted, on the file's own clock; not empty.
    let times: [Double]
    /// Seconds that the last frame is shown.
    let lastFrameLength: Double

    private var start: Double { times.first ?? 0 }

    var duration: Double { (times.last ?? 0) - start + lastFrameLength }

    /// Half of the shortest time ffprobe's six decimals tell apart.
    private static let tolerance = 0.000_001

    /// What is seen at the start and then after every `interval` seconds; if that is more than `limit` frames,
    /// `limit` of them, evenly spread.
    func frames(every interval: Double, atMost limit: Int) -> [Double] {
        let wanted = ((duration - Self.tolerance) / interval).rounded(.down) + 1
        let isTooMany = wanted > Double(limit)
        let step = isTooMany ? duration / Double(limit) : interval
        let count = isTooMany ? limit : max(1, Int(wanted))
        return distinct((0..<count).map { seen(at: Double($0) * step) })
    }

    /// What is seen at these seconds after the start.
    /// - Throws: ``StepFailure`` for a time outside the video.
    func frames(at seconds: [Double]) throws -> [Double] {
        for second in seconds where !(0...duration + Self.tolerance).contains(second) {
            let length = (duration * 1000).rounded() / 1000
            throw StepFailure(.invalidPayload, "`at` asks for \(second) s of a video of \(length) s")
        }
        return distinct(seconds.sorted().map(seen(at:)))
    }

    /// The time of the last frame that begins at or before then.
    private func seen(at second: Double) -> Double {
        let limit = start + second + Self.tolerance
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return times[max(0, low - 1)]
    }

    private func distinct(_ sorted: [Double]) -> [Double] {
        sorted.reduce(into: []) { kept, time in
            if kept.last.map({ time > $0 }) ?? true { kept.append(time) }
        }
    }
}
