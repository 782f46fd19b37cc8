extension StaticType {
    /// The type in a sentence: "a text", "an integer", "a list of texts", "an object".
    public var spoken: String {
        switch self {
        case .any: "anything"
        case .null: "null"
        case .bool: "true or false"
        case .bytes: "bytes"
        case .int, .uint, .object: "an \(word)"
        case .list(_, atMost: 0): "an empty list"
        case .list(let item, _): item.plural.map { "a list of \($0)" } ?? "a list"
        case .optional(let wrapped): wrapped.isUnknown ? "an optional value" : "an optional \(wrapped.word)"
        case .double, .number, .string, .timestamp, .duration, .type, .map: "a \(word)"
        }
    }

    /// The type without an article: "text", "integer", "true/false".
    public var word: String {
        switch self {
        case .any: "anything"
        case .null: "null"
        case .bool: "true/false"
        case .int: "integer"
        case .uint: "unsigned integer"
        case .double, .number: "number"
        case .string: "text"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list: "list"
        case .map: "map"
        case .object: "object"
        case .optional: "optional"
        }
    }

    /// A value to fall back on, as source: `""`, `0`, `[]`; `…` where there is none.
    var fallback: String {
        switch self {
        case _ where isUnknown: "…"
        case .string: "\"\""
        case .bool: "false"
        case .int, .number: "0"
        case .uint: "0u"
        case .double: "0.0"
        case .list: "[]"
        case .map, .object: "{}"
        default: "…"
        }
    }

    private var plural: String? {
        switch self {
        case .any, .null, .bytes: nil
        case .bool: "true/false"
        case .string(among: .some(let texts)) where texts.isEmpty: nil
        case .optional: "optional values"
        default: word + "s"
        }
    }
}
