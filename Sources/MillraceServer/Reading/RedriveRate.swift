import JSONModel

/// How fast dead letters are to come back, such as `10/s`, `100/m` or `1/30s`.
package struct RedriveRate {
    private let count: Int64
    private let period: Duration

    /// `nil` for anything but a number from 1 to 10,000, a slash and a unit or a duration of at most a day.
    package init?(reading text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int64(parts[0]), (1...10_000).contains(count) else { return nil }
        let isUnit = parts[1].allSatisfy(\.isLetter)
        guard let period = Duration(parsing: isUnit ? "1\(parts[1])" : String(parts[1])), period > .zero,
            period <= .seconds(86_400)
        else { return nil }
        self.count = count
        self.period = period
    }

    /// How long the letter at that place waits; the first does not.
    func delay(of place: Int) -> Duration {
        .milliseconds(period.wholeMilliseconds * Int64(place) / count)
    }
}
