/// A day of the Gregorian calendar, in years 1 to 9999.
struct CivilDate: Sendable, Hashable {
    private(set) var year: Int
    /// 1 to 12.
    private(set) var month: Int
    /// From 1.
    private(set) var day: Int
    /// Days since 1970-01-01.
    private(set) var number: Int

    private static let epoch = daysBefore(year: 1970)
    private static let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    init(number: Int) {
        let days = number + Self.epoch
        // Right to within a year; the loops put it right.
        year = days * 400 / 146_097 + 1
        while Self.daysBefore(year: year + 1) <= days { year += 1 }
        while Self.daysBefore(year: year) > days { year -= 1 }
        month = 1
        day = days - Self.daysBefore(year: year) + 1
        self.number = number
        while day > length {
            day -= length
            month += 1
        }
    }

    /// 0 is Sunday.
    var weekday: Int { ((number + 4) % 7 + 7) % 7 }

    /// How many days the month has.
    var length: Int { month == 2 && Self.isLeap(year) ? 29 : Self.lengths[month - 1] }

    mutating func moveToNextDay() {
        guard day < length else { return moveToNextMonth() }
        day += 1
        number += 1
    }

    /// To its first day.
    mutating func moveToNextMonth() {
        number += length - day + 1
        day = 1
        month += 1
        guard month > 12 else { return }
        month = 1
        year += 1
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// Since 0001-01-01.
    private static func daysBefore(year: Int) -> Int {
        let years = year - 1
        return years * 365 + years / 4 - years / 100 + years / 400
    }
}
