import JSONModel

/// A JSON value as a person would write it in YAML.
struct YAMLText {
    private static let widestFlow = 60

    /// The lines of a map's members or of a list's items, without indentation.
    static func lines(of value: JSONValue, order: [String] = []) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            let first = order.filter { members[$0] != nil }
            let rest = members.keys.filter { !first.contains($0) }.sorted()
            return (first + rest).flatMap { key in entry(scalar(key) + ":", members[key] ?? .null) }
        case .array(let items) where !items.isEmpty: return items.flatMap { item in entry("-", item) }
        default: return [flow(value)]
        }
    }

    /// A value behind a key or a dash: on its line where it is short, below it otherwise.
    private static func entry(_ head: String, _ value: JSONValue) -> [String] {
        let short = flow(value)
        let isPlain = value.arrayValue?.isEmpty ?? value.objectValue?.isEmpty ?? true
        if isPlain || short.count <= widestFlow { return ["\(head) \(short)"] }
        guard head == "-" else { return [head] + lines(of: value).map { "  " + $0 } }
        return lines(of: value).enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
    }

    private static func flow(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): scalar(text)
        case .array(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: "{}"
        case .object(let members):
            "{ " + members.sorted { $0.key < $1.key }.map { "\(scalar($0)): \(flow($1))" }.joined(separator: ", ")
                + " }"
        default: value.text()
        }
    }

    /// Plain where nobody can take it for something else, in double quotes otherwise: those of JSON are YAML's too.
    private static func scalar(_ text: String) -> String {
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let isPlain = text.wholeMatch(of: #/[A-Za-z][A-Za-z0-9_.\/-]*|[0-9]+(ms|[smhd]|[KMGT]?B)/#) != nil
        return isPlain && !words.contains(text.lowercased()) ? text : JSONValue.string(text).text()
    }
}
