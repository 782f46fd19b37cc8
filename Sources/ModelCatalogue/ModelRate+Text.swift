import JSONModel

extension ModelRate {
    /// Reads `10/s`, `100/m`, or a count for a duration: `5/10s`.
    public init?(parsing text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, halves[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(halves[0]),
            let period = Duration(parsing: ["s", "m", "h", "d"].contains(halves[1]) ? "1" + halves[1] : halves[1])
        else { return nil }
        self.init(count, per: period)
    }

    /// As ``init(parsing:)`` reads it.
    public var text: String { "\(count)/\(period.shortText)" }
}
