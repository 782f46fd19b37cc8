extension CronExpression {
    /// The rarest date, 29 February on a given weekday, comes after at most 40 years.
    private static let horizon = 50
    private static let day = 86_400

    /// The first local time from this one on that the fields name, as a ``LocalClock`` counts; `nil` if there is none
    /// within 50 years.
    func localTime(from start: Int) -> Int? {
        let number = start / Self.day - (start % Self.day < 0 ? 1 : 0)
        var date = CivilDate(number: number)
        let lastYear = date.year + Self.horizon
        if fits(date), let second = secondOfDay(from: start - number * Self.day) { return number * Self.day + second }
        guard let first = secondOfDay(from: 0) else { return nil }
        date.moveToNextDay()
        while date.year <= lastYear {
            if !month.contains(date.month) {
                date.moveToNextMonth()
            } else if fits(date) {
                return date.number * Self.day + first
            } else {
                date.moveToNextDay()
            }
        }
        return nil
    }

    private func fits(_ date: CivilDate) -> Bool {
        guard month.contains(date.month) else { return false }
        let fitsMonth = dayOfMonth.contains(date.day)
        let fitsWeek = dayOfWeek.contains(date.weekday)
        return dayOfMonth.isWildcard || dayOfWeek.isWildcard ? fitsMonth && fitsWeek : fitsMonth || fitsWeek
    }

    private func secondOfDay(from start: Int) -> Int? {
        var (nextHour, nextMinute, nextSecond) = (start / 3600, start / 60 % 60, start % 60)
        while let hour = hour.first(from: nextHour) {
            if hour > nextHour { (nextMinute, nextSecond) = (0, 0) }
            while let minute = minute.first(from: nextMinute) {
                if minute > nextMinute { nextSecond = 0 }
                if let second = second.first(from: nextSecond) { return hour * 3600 + minute * 60 + second }
                (nextMinute, nextSecond) = (minute + 1, 0)
            }
            (nextHour, nextMinute, nextSecond) = (hour + 1, 0, 0)
        }
        return nil
    }
}
