/// The long names of Unicode's general categories, which ECMAScript knows and PCRE2 does not.
enum CategoryNames {
    private static let short: [Substring: String] = [
        "Letter": "L", "Cased_Letter": "L&", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M",
        "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N",
        "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P",
        "punct": "P", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk",
        "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Other": "C", "Control": "Cc",
    ]

    /// The pattern with `\p{Letter}` written `\p{L}`. Places in it may move, those before the first name do not.
    static func shortened(_ pattern: String) -> String {
        var result = ""
        var rest = pattern[...]
        while let slash = rest.firstIndex(of: "\\") {
            result += rest[..<slash]
            rest = rest[slash...]
            // The backslash and what it escapes, so that an escaped backslash before `p{…}` stays what it is.
            let escape = rest.prefix(2)
            result += escape
            rest = rest.dropFirst(2)
            guard escape == "\\p" || escape == "\\P", rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") else {
                continue
            }
            var name = rest[rest.index(after: rest.startIndex)..<end]
            for prefix in ["General_Category=", "gc="] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
            result += "{" + (short[name] ?? String(name)) + "}"
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
