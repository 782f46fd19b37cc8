/// A moment between the years 1 and 9999, in nanoseconds.
public struct CELTimestamp: Sendable, Hashable, Comparable {
    public let sinceEpoch: Duration

    static let range: ClosedRange<Duration> =
        .seconds(-62_135_596_800)...(.seconds(253_402_300_799) + .nanoseconds(999_999_999))

    /// `nil` outside the years 1 to 9999.
    public init?(sinceEpoch: Duration) {
        guard Self.range.contains(sinceEpoch) else { return nil }
        self.sinceEpoch = sinceEpoch
    }

    /// Reads RFC 3339, such as `2026-06-30T23:59:59.5Z` or `…+02:00`. `nil` for anything else.
    public init?(parsing text: String) {
        var reader = TimestampReader(text)
        guard let value = reader.read() else { return nil }
        self.init(sinceEpoch: value)
    }

    public static func < (a: CELTimestamp, b: CELTimestamp) -> Bool { a.sinceEpoch < b.sinceEpoch }

    /// RFC 3339 in UTC, with no more digits than needed.
    public var text: String {
        let parts = fields(offset: 0)
        let date = "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))"
        let time = "\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second))"
        return "\(date)T\(time)\(DurationNotation.fraction(parts.nanosecond))Z"
    }

    private func padded(_ value: Int, _ width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    struct Fields {
        var year: Int
        /// 1 to 12
        var month: Int
        /// 1 to 31
        var day: Int
        /// Days since 1970-01-01.
        var daysSinceEpoch: Int
        var hour: Int
        var minute: Int
        var second: Int
        var nanosecond: Int
    }

    /// Seconds since the epoch, rounded down.
    var fullSeconds: Int64 {
        let parts = sinceEpoch.components
        return parts.attoseconds < 0 ? parts.seconds - 1 : parts.seconds
    }

    /// Nanoseconds after ``fullSeconds``.
    var nanoseconds: Int64 {
        let nanoseconds = sinceEpoch.components.attoseconds / 1_000_000_000
        return nanoseconds < 0 ? nanoseconds + 1_000_000_000 : nanoseconds
    }

    /// What a clock and a calendar show, that many seconds east of UTC.
    func fields(offset: Int) -> Fields {
        let local = Int(fullSeconds) + offset
        let days = local.dividedDown(by: 86_400)
        let rest = local - days * 86_400
        let date = Calendar.date(daysSinceEpoch: days)
        return Fields(
            year: date.year, month: date.month, day: date.day, daysSinceEpoch: days, hour: rest / 3600,
            minute: rest / 60 % 60, second: rest % 60, nanosecond: Int(nanoseconds))
    }
}

/// The proleptic Gregorian calendar. Years are counted from March, so that the leap day is the last of its year.
enum Calendar {
    static func days(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let era = marchYear.dividedDown(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func date(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let days = daysSinceEpoch + 719_468
        let era = days.dividedDown(by: 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    static func dayCount(year: Int, month: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}

extension Int {
    /// Division that rounds towards minus infinity.
    fileprivate func dividedDown(by divisor: Int) -> Int {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
