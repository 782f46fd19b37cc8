import Broker

extension Timestamp {
    /// Reads RFC 3339, such as `2026-11-21T10:04:12Z` or `2026-11-21t11:04:12.25+01:00`; digits after the millisecond
    /// are cut. `nil` for anything else.
    init?(reading text: String) {
        let pattern =
            /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))/
            .asciiOnlyDigits()
        guard let match = try? pattern.wholeMatch(in: text) else { return nil }
        let fields = match.output
        let number = { (digits: Substring?) in digits.flatMap { Int64($0) } ?? 0 }
        let (year, month, day) = (number(fields.1), number(fields.2), number(fields.3))
        let (hour, minute, second) = (number(fields.4), number(fields.5), number(fields.6))
        let (offsetHours, offsetMinutes) = (number(fields.9), number(fields.10))
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second < 60, offsetHours < 24, offsetMinutes < 60
        else { return nil }
        let fraction = (fields.7 ?? "").prefix(3)
        let thousandths = number(fraction + String(repeating: "0", count: 3 - fraction.count))
        let offset = (offsetHours * 60 + offsetMinutes) * (fields.8 == "-" ? -1 : 1)
        let minutes = (Self.dayNumber(year, month, day) * 24 + hour) * 60 + minute - offset
        self.init(milliseconds: (minutes * 60 + second) * 1000 + thousandths)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month) - 1]
    }

    /// Days since 1970-01-01. The year begins in March, so that a leap day is its last.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5 + day - 1
        let leapDays = year < 0 ? -1 : year / 4 - year / 100 + year / 400
        return year * 365 + leapDays + dayOfYear - 719_468
    }
}
