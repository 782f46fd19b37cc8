extension CELValue: CustomStringConvertible {
    /// The value as CEL source, such as `[1, 2u, 3.0, b"\x00"]`; for tests and debugging.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): String(value)
        case .int(let value): String(value)
        case .uint(let value): "\(value)u"
        case .double(let value): value.description
        case .string(let value): Self.quoted(value.unicodeScalars)
        case .bytes(let value): "b" + Self.quoted(value.map { Unicode.Scalar($0) })
        case .list(let items): "[\(items.lazy.map(\.description).joined(separator: ", "))]"
        case .map(let map): "{\(map.sortedEntries.map { "\($0.key.value): \($0.value)" }.joined(separator: ", "))}"
        case .timestamp(let value): "timestamp(\"\(value.text)\")"
        case .duration(let value): "duration(\"\(DurationNotation.seconds(value))\")"
        case .type(let type): type.rawValue
        case .optional(let value): value.map { "optional.of(\($0))" } ?? "optional.none()"
        }
    }

    private static func quoted(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = "\""
        for scalar in scalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                text += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
