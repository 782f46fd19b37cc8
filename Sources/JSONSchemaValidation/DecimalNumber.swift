import JSONModel

/// A number as it was written in decimal: `digits` times ten to the power of `exponent`.
///
/// Floating point would say that 0.3 is no multiple of 0.1.
struct DecimalNumber: Sendable, Hashable {
    let isNegative: Bool
    /// Never ends in 0, unless the number is 0.
    let digits: UInt64
    let exponent: Int

    var isZero: Bool { digits == 0 }

    /// `nil` for what is no finite number.
    init?(_ value: JSONValue) {
        switch value {
        case .int(let number): self.init(isNegative: number < 0, digits: number.magnitude, exponent: 0)
        case .double(let number) where number.isFinite: self.init(parsing: String(number))
        default: return nil
        }
    }

    private init(isNegative: Bool, digits: UInt64, exponent: Int) {
        var (digits, exponent) = (digits, exponent)
        while digits != 0, digits.isMultiple(of: 10) {
            digits /= 10
            exponent += 1
        }
        self.isNegative = isNegative
        self.digits = digits
        self.exponent = exponent
    }

    /// Reads what `String(Double)` writes: at most 17 digits that count, perhaps an exponent.
    private init?(parsing text: String) {
        let parts = text.split(separator: "e", maxSplits: 1)
        let mantissa = (parts.first ?? "").drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        let whole = mantissa.first ?? ""
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        let power = parts.count > 1 ? Int(parts[1]) : 0
        guard let digits = UInt64(whole + fraction), let power else { return nil }
        self.init(isNegative: text.hasPrefix("-"), digits: digits, exponent: power - fraction.count)
    }

    func isMultiple(of divisor: DecimalNumber) -> Bool {
        guard !divisor.isZero else { return isZero }
        if isZero { return true }
        // The digits do not end in 0, so nothing larger by a power of ten can divide them.
        guard exponent >= divisor.exponent else { return false }
        let modulus = UInt128(divisor.digits)
        var rest = UInt128(digits) % modulus
        for _ in 0..<(exponent - divisor.exponent) {
            if rest == 0 { return true }
            rest = rest * 10 % modulus
        }
        return rest == 0
    }
}
