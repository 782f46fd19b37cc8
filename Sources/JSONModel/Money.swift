/// An amount of money in the currency of the model catalogue, exact to a billionth of its unit.
///
/// Arithmetic stops at the ends of the range instead of trapping: prices and counts come from outside.
public struct Money: Hashable, Comparable, Sendable {
    /// Billionths of the unit: a price of 0.27 for a million tokens is 270 of them for each token.
    public let nanos: Int64

    public init(nanos: Int64) { self.nanos = nanos }

    public static let zero = Money(nanos: 0)

    /// A decimal number such as `0.27`: no sign, no exponent, at most nine digits after the point. `nil` for any
    /// other text, and for what is too much to be money.
    public init?(parsing text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : "0"
        let digits = { (part: Substring) in !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard digits(parts[0]), digits(fraction), fraction.utf8.count <= 9, let units = Int64(parts[0]),
            let billionths = Int64(fraction + String(repeating: "0", count: 9 - fraction.utf8.count))
        else { return nil }
        let (whole, overflow) = units.multipliedReportingOverflow(by: Self.unit)
        let (sum, overflowOfSum) = whole.addingReportingOverflow(billionths)
        guard !overflow, !overflowOfSum else { return nil }
        nanos = sum
    }

    /// The nearest amount; `nil` for what is negative, not finite or too much to be money.
    public init?(_ units: Double) {
        let nanos = (units * Double(Self.unit)).rounded()
        guard nanos >= 0, nanos < 9e18 else { return nil }
        self.nanos = Int64(nanos)
    }

    /// As a number in whole units, for JSON.
    public var units: Double { Double(nanos) / Double(Self.unit) }

    public static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }

    public static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.nanos.addingReportingOverflow(right.nanos)
        return Money(nanos: overflow ? (right.nanos < 0 ? .min : .max) : sum)
    }

    public static func - (left: Money, right: Money) -> Money {
        let (difference, overflow) = left.nanos.subtractingReportingOverflow(right.nanos)
        return Money(nanos: overflow ? (right.nanos < 0 ? .max : .min) : difference)
    }

    /// So many of them.
    public static func * (price: Money, count: Int64) -> Money {
        let (product, overflow) = price.nanos.multipliedReportingOverflow(by: count)
        return Money(nanos: overflow ? ((price.nanos < 0) == (count < 0) ? .max : .min) : product)
    }

    private static let unit: Int64 = 1_000_000_000
}

extension Money: CustomStringConvertible {
    /// Two digits after the point, more where they are needed: `0.50`, `0.000123`.
    public var description: String {
        let magnitude = nanos.magnitude
        var fraction = String(magnitude % UInt64(Self.unit))
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(nanos < 0 ? "-" : "")\(magnitude / UInt64(Self.unit)).\(fraction)"
    }
}
