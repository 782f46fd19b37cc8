/// What ECMAScript means and PCRE2 reads otherwise: the long names of Unicode's categories, and the blanks of `\s`.
enum ECMAScriptPattern {
    private static let short: [Substring: String] = [
        "Letter": "L", "Cased_Letter": "L&", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M",
        "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N",
        "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P",
        "punct": "P", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk",
        "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Other": "C", "Control": "Cc",
    ]

    /// White space and line ends, as the inside of a class.
    private static let blanks = #"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"#

    /// The pattern as PCRE2 must read it. Places in it may move, those before the first change do not.
    static func translated(_ pattern: String) -> String {
        var result = ""
        var rest = pattern[...]
        var isInClass = false
        while let place = rest.unicodeScalars.firstIndex(where: { "\\[]".unicodeScalars.contains($0) }) {
            result += rest[..<place]
            rest = rest[place...]
            if rest.unicodeScalars.first != "\\" {
                isInClass = rest.unicodeScalars.first == "["
                result.unicodeScalars.append(rest.unicodeScalars.removeFirst())
                continue
            }
            // The backslash and what it escapes, so that an escaped backslash before `p{…}` stays what it is.
            let escape = String(rest.unicodeScalars.prefix(2))
            rest = Substring(rest.unicodeScalars.dropFirst(2))
            switch (escape, isInClass) {
            case ("\\s", true): result += blanks
            case ("\\s", false): result += "[\(blanks)]"
            case ("\\S", false): result += "[^\(blanks)]"
            case ("\\p", _), ("\\P", _): result += escape + takeCategory(&rest)
            default: result += escape
            }
        }
        return result + rest
    }

    private static func takeCategory(_ rest: inout Substring) -> String {
        guard rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") else { return "" }
        var name = rest[rest.index(after: rest.startIndex)..<end]
        for prefix in ["General_Category=", "gc="] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
        rest = rest[rest.index(after: end)...]
        return "{" + (short[name] ?? String(name)) + "}"
    }
}
