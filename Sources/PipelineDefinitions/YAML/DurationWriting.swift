import JSONModel

/// What somebody meant by a text that is no duration.
enum DurationWriting: Equatable {
    static let example = "write for example 500ms, 15s, 2m, 1h30m, 7d"

    /// Such as `15sec`, `5 min`, `1.5h`, `PT5M`: this duration for certain.
    case meant(String)
    /// Such as `1:30`: one of these.
    case clock([String])
    case bareNumber
    case unknown

    private static let units: [String: (name: String, milliseconds: Int64)] = {
        let names: [(String, Int64, [String])] = [
            ("ms", 1, ["ms", "msec", "msecs", "milli", "millis", "millisecond", "milliseconds"]),
            ("s", 1000, ["s", "sec", "secs", "second", "seconds"]),
            ("m", 60_000, ["m", "min", "mins", "minute", "minutes"]),
            ("h", 3_600_000, ["h", "hr", "hrs", "hour", "hours"]),
            ("d", 86_400_000, ["d", "day", "days"]), ("w", 604_800_000, ["w", "wk", "week", "weeks"]),
        ]
        return Dictionary(
            names.flatMap { name, size, words in words.map { ($0, (name, size)) } },
            uniquingKeysWith: { first, _ in first })
    }()

    init(_ text: String) {
        if text.allSatisfy({ $0.isASCII && $0.isNumber }) {
            self = .bareNumber
        } else if let readings = Self.clockReadings(text) {
            self = .clock(readings)
        } else if let meant = Self.iso(text) ?? Self.total(text.lowercased(), upper: text) {
            self = .meant(meant)
        } else {
            self = .unknown
        }
    }

    private static func clockReadings(_ text: String) -> [String]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) ?? -1 }
        guard (2...3).contains(parts.count), parts.allSatisfy({ (0..<10_000).contains($0) }) else { return nil }
        let seconds = parts.reduce(0) { $0 * 60 + $1 }
        guard seconds > 0 else { return nil }
        let exact = Duration.seconds(seconds).shortText
        return parts.count == 3 ? [exact] : [exact, Duration.seconds(seconds * 60).shortText]
    }

    /// The time part of ISO 8601, and days: `PT5M`, `P7D`.
    private static func iso(_ text: String) -> String? {
        guard text.hasPrefix("P"), text.count > 2 else { return nil }
        let rest = text.dropFirst()
        let halves = rest.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves[0].allSatisfy({ $0.isNumber || $0 == "D" }) else { return nil }
        return total(rest.filter { $0 != "T" }.lowercased(), upper: "")
    }

    /// - Parameter upper: as it was written; a lone `M` may mean months, so it is not certain.
    private static func total(_ text: String, upper: String) -> String? {
        guard !upper.contains("M") || upper.uppercased().contains("MS") || upper.uppercased().contains("MI") else {
            return nil
        }
        var rest = text.filter { $0 != " " }[...]
        var parts: [(amount: Double, unit: (name: String, milliseconds: Int64))] = []
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let word = rest[digits.endIndex...].prefix { $0.isASCII && $0.isLetter }
            guard let amount = Double(digits), let unit = units[String(word)] else { return nil }
            parts.append((amount, unit))
            rest = rest[word.endIndex...]
        }
        if parts.count == 1, let count = Int64(exactly: parts[0].amount), count > 0, parts[0].unit.name != "w" {
            return readable("\(count)\(parts[0].unit.name)")
        }
        let sum = parts.reduce(0) { $0 + $1.amount * Double($1.unit.milliseconds) }
        guard let milliseconds = Int64(exactly: sum), milliseconds > 0 else { return nil }
        return readable(Duration.milliseconds(milliseconds).shortText)
    }

    private static func readable(_ text: String) -> String? { Duration(parsing: text).map { _ in text } }
}
