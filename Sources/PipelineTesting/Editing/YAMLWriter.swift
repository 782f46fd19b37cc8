import JSONModel

/// Writes JSON values as YAML that reads back as the same values.
enum YAMLWriter {
    /// The widest a list or map may be on one line.
    private static let widest = 96

    /// On one line, as JSON with plain words where they are safe.
    static func flow(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): scalar(text)
        case .array(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: "{}"
        case .object(let members):
            "{ "
                + members.sorted { $0.key < $1.key }.map { "\(key($0.key)): \(flow($0.value))" }
                .joined(separator: ", ") + " }"
        default: value.text()
        }
    }

    /// A value that begins at a column of its own: on one line if it is short, else one member or item a line.
    /// - Parameter indent: of the lines after the first.
    static func block(_ value: JSONValue, indent: Int) -> String {
        let short = flow(value)
        let margin = "\n" + String(repeating: " ", count: indent)
        switch value {
        case .array(let items) where !items.isEmpty && short.count > widest:
            return items.map { "- " + block($0, indent: indent + 2) }.joined(separator: margin)
        case .object(let members) where !members.isEmpty && short.count > widest:
            return members.sorted { $0.key < $1.key }
                .map { "\(key($0.key)):" + member($0.value, indent: indent) }.joined(separator: margin)
        default: return short
        }
    }

    /// What follows a key and its colon: on the same line if it is short.
    static func member(_ value: JSONValue, indent: Int) -> String {
        let text = block(value, indent: indent + 2)
        let isBlock = text.contains("\n") || (flow(value).count > widest && !flow(value).hasPrefix("\""))
        return isBlock ? "\n" + String(repeating: " ", count: indent + 2) + text : " " + text
    }

    static func key(_ text: String) -> String { scalar(text) }

    /// Quoted unless it is a word nothing could take for anything else.
    private static func scalar(_ text: String) -> String {
        let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let isWord =
            text.first?.isLetter == true && !words.contains(text.lowercased())
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        return isWord ? text : quoted(text)
    }

    /// Like JSON, and with escapes for what YAML does not allow or takes for a line break.
    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in JSONValue.string(text).text().unicodeScalars {
            switch scalar.value {
            case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
