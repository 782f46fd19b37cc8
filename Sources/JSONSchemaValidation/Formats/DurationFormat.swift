/// Durations of RFC 3339, appendix A: `P1Y2M3DT4H5M6S` without gaps, or weeks alone.
enum DurationFormat {
    static func admits(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "P") else { return false }
        let halves = text.utf8.dropFirst().split(
            separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = halves.first.flatMap(units) else { return false }
        guard halves.count == 2 else { return date == "W" || isRun(date, of: "YMD") }
        guard let time = units(in: halves[1]) else { return false }
        return isRun(time, of: "HMS") && (date.isEmpty || isRun(date, of: "YMD"))
    }

    /// The letters that follow the numbers.
    private static func units(in text: Substring.UTF8View) -> String? {
        var units = ""
        var rest = text
        while !rest.isEmpty {
            let digits = rest.prefix(while: \.isDigit)
            guard !digits.isEmpty, let unit = rest.dropFirst(digits.count).first, unit.isLetter else { return nil }
            units.unicodeScalars.append(Unicode.Scalar(unit))
            rest = rest.dropFirst(digits.count + 1)
        }
        return units
    }

    /// Years may not be followed by days alone, nor hours by seconds.
    private static func isRun(_ units: String, of order: String) -> Bool { !units.isEmpty && order.contains(units) }
}
