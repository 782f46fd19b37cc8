public import Broker
public import Foundation

extension CronExpression {
    private static let day = 86_400
    /// The years 1 to 9999.
    private static let moments = -62_135_596_800...253_402_300_799

    /// The first instant after a moment.
    ///
    /// Where the clock is set forward, a time that it leaves out counts as the first moment after the gap; where it is
    /// set back, a time that comes twice counts the first time. With `*` or `*/n` as the hour there is no such rule:
    /// every moment whose local time fits is an instant.
    ///
    /// - Returns: `nil` if there is none within 50 years, such as on 31 February.
    public func next(after moment: Timestamp, in zone: TimeZone) -> Timestamp? {
        let (seconds, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: 1000)
        let start = max(Int(seconds) - (rest < 0 ? 1 : 0), Self.moments.lowerBound)
        guard start < Self.moments.upperBound else { return nil }
        let clock = LocalClock(zone)
        let found = hour.isWildcard ? flowing(after: start, clock) : standing(after: start, clock)
        return found.map { Timestamp(milliseconds: Int64($0) * 1000) }
    }

    /// The last instant after `start`, up to `end`; `nil` if there is none.
    public func last(after start: Timestamp, through end: Timestamp, in zone: TimeZone) -> Timestamp? {
        guard start < end, var found = next(after: start, in: zone), found <= end else { return nil }
        var limit = end
        // Nothing fires after `limit`; halve the stretch between it and what was found.
        while limit.milliseconds - found.milliseconds >= 1000 {
            let middle = Timestamp(
                milliseconds: found.milliseconds + (limit.milliseconds - found.milliseconds) / 2)
            if let later = next(after: middle, in: zone), later <= limit { found = later } else { limit = middle }
        }
        return found
    }

    /// The shortest time between two instants in UTC, of the first thousand in 2024; `nil` if there are no two.
    public var shortestGap: Duration? {
        var shortest: Duration?
        var last: Timestamp?
        for _ in 0..<1000 {
            guard let instant = next(after: last ?? Self.leapYear, in: .gmt) else { break }
            if let last { shortest = min(shortest ?? instant - last, instant - last) }
            last = instant
        }
        return shortest
    }

    /// Whether there is an instant at all.
    public var canFire: Bool { next(after: Self.leapYear, in: .gmt) != nil }

    /// Just before 2024.
    private static let leapYear = Timestamp(milliseconds: 1_704_067_199_000)

    /// Each local time once, in the order of the local clock.
    private func standing(after start: Int, _ clock: LocalClock) -> Int? {
        var local = clock.localTime(at: start)
        while let time = localTime(from: local + 1) {
            let moment = clock.moment(of: time)
            guard moment <= start else { return moment }
            // Its first time is over, so the clock was set back in between: go on where it had been before that.
            let change = clock.change(after: moment, through: start)
            local = max(time, (change ?? moment) + clock.offset(at: moment) - 1)
        }
        return nil
    }

    /// Every moment whose local time fits.
    private func flowing(after start: Int, _ clock: LocalClock) -> Int? {
        // All moments before this one have been looked at.
        var moment = start + 1
        while moment < Self.moments.upperBound, let time = localTime(from: clock.localTime(at: moment)) {
            let candidate = time - clock.offset(at: moment)
            let end = min(candidate, moment + Self.day)
            if let change = clock.change(after: moment, through: end) {
                moment = change
            } else if end == candidate {
                return candidate
            } else {
                // The clock stands still for that day, so what it shows later is later than what has been searched.
                moment = max(end + 1, time - Self.day)
            }
        }
        return nil
    }
}
