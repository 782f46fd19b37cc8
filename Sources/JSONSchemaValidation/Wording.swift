import JSONModel

/// The phrases that messages are made of.
enum Wording {
    /// A value as a message shows it, in backticks and cut when it is long.
    static func shown(_ value: JSONValue) -> String {
        let text =
            switch value {
            case .string(let text): text
            case .array: "a list"
            case .object: "an object"
            default: value.text()
            }
        let line = String(text.unicodeScalars.prefix(60).map { $0.value < 0x20 ? " " : Character($0) })
        if case .array = value { return line }
        if case .object = value { return line }
        return text.unicodeScalars.count > 60 ? "`\(line)…`" : "`\(line)`"
    }

    static func kind(expected: [String], found: JSONValue) -> String {
        "\(list(expected, last: "or")) is expected, this is \(found.kind)"
    }

    static func choice(expected: [String], found: JSONValue) -> String {
        if let nearest = nearest(to: found, among: expected) {
            return "\(shown(found)) is not allowed here; did you mean `\(nearest)`?"
        }
        let choices = expected.count > 8 ? expected.prefix(8) + ["\(expected.count - 8) more"] : expected[...]
        return "\(shown(found)) is not allowed here; \(list(Array(choices), last: "or")) is expected"
    }

    /// The text among `expected` (each as ``shown(_:)`` writes it) that a text probably means.
    static func nearest(to value: JSONValue, among expected: [String]) -> String? {
        guard let text = value.stringValue else { return nil }
        let names = expected.filter { $0.hasPrefix("`") }.map { String($0.dropFirst().dropLast()) }
        return nearestNames(to: text, among: names, limit: 1).first
    }

    static func list(_ words: [String], last: String) -> String {
        guard words.count > 1, let final = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + final
    }
}

extension DecimalNumber: CustomStringConvertible {
    var description: String {
        let sign = isNegative ? "-" : ""
        if exponent == 0 { return "\(sign)\(digits)" }
        if (1...18).contains(exponent) { return sign + String(digits) + String(repeating: "0", count: exponent) }
        if (-18 ... -1).contains(exponent) {
            let text = String(repeating: "0", count: max(0, 1 - exponent - String(digits).count)) + String(digits)
            return sign + text.dropLast(-exponent) + "." + text.suffix(-exponent)
        }
        return "\(sign)\(digits)e\(exponent)"
    }
}
