enum DoubleNotation {
    /// The shortest digits that read back as the same number: `1`, `0.5`, `1e+21`, `+Inf`.
    ///
    /// Plain notation between 0.0001 and 10^21, as other CEL implementations write it.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let sign = value < 0 ? "-" : ""
        let (digits, exponent) = parts(value.magnitude)
        return sign + ((-4..<21).contains(exponent) ? plain(digits, exponent) : scientific(digits, exponent))
    }

    /// The significant digits, and the power of ten of the first one.
    private static func parts(_ value: Double) -> (digits: String, exponent: Int) {
        let pieces = value.description.split(separator: "e")
        let numbers = pieces[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = numbers.count > 1 ? String(numbers[1]) : ""
        let all = String(numbers[0]) + fraction
        let leadingZeros = all.prefix { $0 == "0" }.count
        let power = pieces.count > 1 ? Int(pieces[1]) ?? 0 : 0
        var digits = all.dropFirst(leadingZeros)
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), numbers[0].count - 1 - leadingZeros + power)
    }

    private static func plain(_ digits: String, _ exponent: Int) -> String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let wholeCount = exponent + 1
        if digits.count <= wholeCount { return digits + String(repeating: "0", count: wholeCount - digits.count) }
        return digits.prefix(wholeCount) + "." + digits.dropFirst(wholeCount)
    }

    private static func scientific(_ digits: String, _ exponent: Int) -> String {
        let fraction = digits.dropFirst()
        let power = String(exponent.magnitude)
        let mantissa = digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(power.count < 2 ? "0" : "")\(power)"
    }
}
