extension ResponseHead {
    /// How long the server asks to wait: `Retry-After` in seconds or as a date, which is measured from the response's
    /// own `Date`, so that no clock of ours counts. At most a day; `nil` for what cannot be read.
    public func retryAfter() -> Duration? {
        guard let text = headers["retry-after"] else { return nil }
        let day: Int64 = 86400
        if !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            return .seconds(min(Int64(text) ?? day, day))
        }
        guard let due = HTTPDate.seconds(of: text), let now = serverTime else {
            return nil
        }
        return .seconds(min(max(due - now, 0), day))
    }
}

/// The one date form that HTTP senders may write: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970; `nil` for any other text.
    static func seconds(of text: String) -> Int64? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT", words[3].utf8.count == 4,
            let day = Int64(words[1]), (1...31).contains(day), let month = months.firstIndex(of: String(words[2])),
            let year = Int64(words[3]), year >= 1970, let time = secondsOfDay(words[4])
        else { return nil }
        return days(year: year, month: Int64(month) + 1, day: day) * 86400 + time
    }

    private static func secondsOfDay(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Days since 1970 in the Gregorian calendar, counted in years that begin in March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
