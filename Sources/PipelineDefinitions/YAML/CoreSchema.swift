import JSONModel

/// What plain scalars mean by the core schema of YAML 1.2.
enum CoreSchema {
    enum Reading: Equatable {
        case value(JSONValue)
        /// `.inf`, `.nan` and numbers beyond all bounds, for which JSON has no word.
        case unrepresentable
    }

    static func read(_ text: String) -> Reading {
        guard let first = text.utf8.first else { return .value(.null) }
        // All other words begin with another letter.
        guard "~nNtTfF+-.0123456789".utf8.contains(first) else { return .value(.string(text)) }
        switch text {
        case "~", "null", "Null", "NULL": return .value(.null)
        case "true", "True", "TRUE": return .value(.bool(true))
        case "false", "False", "FALSE": return .value(.bool(false))
        case ".nan", ".NaN", ".NAN": return .unrepresentable
        default: break
        }
        let unsigned = text.drop { "+-".contains($0) }
        guard text.utf8.count - unsigned.utf8.count <= 1, let first = unsigned.utf8.first else {
            return .value(.string(text))
        }
        if [".inf", ".Inf", ".INF"].contains(unsigned) { return .unrepresentable }
        guard first == UInt8(ascii: ".") || isDigit(first) else { return .value(.string(text)) }
        if let number = prefixed(text) { return .value(number) }
        return number(text, unsigned: unsigned)
    }

    /// Words that YAML 1.1 read as booleans and that people still expect to be some.
    static func formerBoolean(_ text: String) -> Bool? {
        guard (2...3).contains(text.utf8.count),
            [text.lowercased(), text.uppercased(), text.capitalized].contains(text)
        else { return nil }
        return switch text.lowercased() {
        case "yes", "on": true
        case "no", "off": false
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func prefixed(_ text: String) -> JSONValue? {
        for (prefix, radix) in [("0o", 8), ("0x", 16)] where text.hasPrefix(prefix) {
            let digits = text.dropFirst(2)
            guard digits.utf8.first.map({ $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }) == true else {
                return nil
            }
            return Int64(digits, radix: radix).map { .int($0) }
        }
        return nil
    }

    private static func number(_ text: String, unsigned: Substring) -> Reading {
        if unsigned.utf8.allSatisfy(isDigit) {
            if let number = Int64(text) { return .value(.int(number)) }
            return Double(text).map { .value(.double($0)) } ?? .value(.string(text))
        }
        let parts = unsigned.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let power = parts.count > 1 ? parts[1].drop { "+-".contains($0) } : "0"
        let isNumber =
            mantissa.allSatisfy { $0.utf8.allSatisfy(isDigit) } && mantissa.contains { !$0.isEmpty }
            && !power.isEmpty && power.utf8.allSatisfy(isDigit)
            && (parts.count == 1 || parts[1].utf8.count - power.utf8.count <= 1)
        guard isNumber else { return .value(.string(text)) }
        // Swift reads neither `1.` nor `.5`.
        let whole = mantissa[0].isEmpty ? "0" : mantissa[0]
        let fraction = mantissa.count > 1 && !mantissa[1].isEmpty ? mantissa[1] : "0"
        let exponent = parts.count > 1 ? parts[1] : "0"
        guard let number = Double("\(text.hasPrefix("-") ? "-" : "")\(whole).\(fraction)e\(exponent)") else {
            return .value(.string(text))
        }
        return number.isFinite ? .value(.double(number)) : .unrepresentable
    }
}

extension String {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
