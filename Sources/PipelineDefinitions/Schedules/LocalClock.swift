import Foundation

/// A clock on the wall somewhere. Local times are seconds since 1970-01-01T00:00:00 by that clock, moments are seconds
/// since then in UTC.
struct LocalClock {
    private static let day = 86_400
    private let zone: TimeZone

    init(_ zone: TimeZone) {
        self.zone = zone
    }

    /// Seconds that the clock is ahead of UTC.
    func offset(at moment: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(moment)))
    }

    func localTime(at moment: Int) -> Int { moment + offset(at: moment) }

    /// The first moment after `start`, up to `end`, at which the clock has been set; `nil` if it shows the same offset
    /// at both ends.
    func change(after start: Int, through end: Int) -> Int? {
        let before = offset(at: start)
        guard start < end, offset(at: end) != before else { return nil }
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        return high
    }

    /// When the clock shows a time: the first time it does, or the first moment after a gap that the time falls into.
    func moment(of local: Int) -> Int {
        // No zone is a day away from UTC, so these are before and after it.
        let offsets = [offset(at: local - Self.day), offset(at: local + Self.day)]
        for offset in offsets where self.offset(at: local - offset) == offset { return local - offset }
        return change(after: local - Self.day, through: local + Self.day) ?? local - offsets[0]
    }
}
