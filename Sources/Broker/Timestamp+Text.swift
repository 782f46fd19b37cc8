extension Timestamp {
    /// RFC 3339 in UTC with milliseconds, such as `2026-11-21T10:04:12.000Z`.
    ///
    /// The days are counted in eras of 400 years from 1 March, so that a leap day is the last of its year.
    public var text: String {
        let days = floorDivide(milliseconds, 86_400_000)
        let clock = milliseconds - days * 86_400_000
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
        let time = "\(pad(clock / 3_600_000, 2)):\(pad(clock / 60_000 % 60, 2)):\(pad(clock / 1000 % 60, 2))"
        return "\(date)T\(time).\(pad(clock % 1000, 3))Z"
    }

    private func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    private func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
