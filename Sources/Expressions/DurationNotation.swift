import JSONModel

/// Durations as text: `1h30m15.5s` is read, `5415.5s` is written.
enum DurationNotation {
    /// What 64 bits of nanoseconds hold, as other CEL implementations have it: about 292 years.
    static let limit = Duration.nanoseconds(Int64.max)

    static func isInRange(_ value: Duration) -> Bool { (.zero - limit...limit).contains(value) }

    /// Numbers, each with a unit (`d h m s ms us ns`), with an optional sign and fractions. `nil` if it is none or is
    /// out of range.
    static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return .zero }
        guard !rest.isEmpty else { return nil }
        var total: Int128 = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest[number.endIndex...].prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            guard let size = units[String(unit)], let part = nanoseconds(number, size) else { return nil }
            total += part
            guard total <= Int128(Int64.max) else { return nil }
            rest = rest[unit.endIndex...]
        }
        return duration(nanoseconds: isNegative ? -total : total)
    }

    private static let units: [String: Int128] = [
        "d": 86_400_000_000_000, "h": 3_600_000_000_000, "m": 60_000_000_000, "s": 1_000_000_000, "ms": 1_000_000,
        "us": 1000, "µs": 1000, "ns": 1,
    ]

    private static func nanoseconds(_ number: Substring, _ size: Int128) -> Int128? {
        let pieces = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = pieces.count > 1 ? pieces[1].prefix(15) : ""
        guard pieces[0].count <= 21, !(pieces[0].isEmpty && fraction.isEmpty), !fraction.contains(".") else {
            return nil
        }
        guard let whole = Int128(pieces[0].isEmpty ? "0" : pieces[0]) else { return nil }
        var scale: Int128 = 1
        for _ in fraction { scale *= 10 }
        return whole * size + (Int128(fraction) ?? 0) * size / scale
    }

    static func duration(nanoseconds: Int128) -> Duration {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return .seconds(Int64(seconds)) + .nanoseconds(Int64(rest))
    }

    /// Seconds with a fraction where needed: `90s`, `-1.5s`, `0.000000001s`.
    static func seconds(_ value: Duration) -> String {
        let parts = value.components
        let nanoseconds = parts.attoseconds / 1_000_000_000
        let sign = parts.seconds < 0 || nanoseconds < 0 ? "-" : ""
        return "\(sign)\(parts.seconds.magnitude)\(fraction(nanoseconds.magnitude))s"
    }

    /// `.5` for 500,000,000 nanoseconds; nothing for none.
    static func fraction(_ nanoseconds: some BinaryInteger) -> String {
        guard nanoseconds > 0 else { return "" }
        let digits = String(nanoseconds)
        var text = String(repeating: "0", count: 9 - digits.count) + digits
        while text.last == "0" { text.removeLast() }
        return "." + text
    }

    /// As pipelines write durations (`1h30m`) where they can: not below zero, no fraction of a millisecond.
    static func short(_ value: Duration) -> String {
        let isWhole = value.components.attoseconds % 1_000_000_000_000_000 == 0
        return isWhole && value >= .zero ? value.shortText : seconds(value)
    }
}
