private let durationUnits: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
]

extension Duration {
    /// Reads `500ms`, `15s`, `2m`, `1h30m`, `7d`: whole numbers, each with its unit, the larger unit first.
    ///
    /// `nil` for anything else: a number without a unit, a sign, a fraction, a blank, or more than 36,500 days.
    public init?(parsing text: some StringProtocol) {
        var rest = String(text).utf8[...]
        var total: Int64 = 0
        var nextUnit = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let afterDigits = rest[digits.endIndex...]
            let name = afterDigits.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            guard let count = Int64(Substring(digits)),
                let unit = durationUnits[nextUnit...].firstIndex(where: { name.elementsEqual($0.name.utf8) })
            else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: durationUnits[unit].milliseconds)
            guard !overflow, product <= 3_153_600_000_000 - total else { return nil }
            total += product
            nextUnit = unit + 1
            rest = afterDigits[name.endIndex...]
        }
        self = .milliseconds(total)
    }

    /// Whole milliseconds, cut towards zero; what 64 bits cannot hold stays at their end.
    public var wholeMilliseconds: Int64 {
        let parts = components
        let (seconds, overflow) = parts.seconds.multipliedReportingOverflow(by: 1000)
        let (sum, carry) = seconds.addingReportingOverflow(parts.attoseconds / 1_000_000_000_000_000)
        return overflow || carry ? (parts.seconds < 0 ? .min : .max) : sum
    }

    /// The shortest text that ``init(parsing:)`` reads back to this duration, such as `1m30s`; `0s` for none.
    public var shortText: String {
        var rest = wholeMilliseconds
        guard rest > 0 else { return "0s" }
        var text = ""
        for (name, size) in durationUnits where rest >= size {
            text += "\(rest / size)\(name)"
            rest %= size
        }
        return text
    }
}
