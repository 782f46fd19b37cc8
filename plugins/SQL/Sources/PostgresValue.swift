import StepKit

/// PostgreSQL's values, which come as text, in JSON.
enum PostgresValue {
    /// - Parameter type: the column's OID, which PostgreSQL promises never to change for its own types.
    static func json(_ text: String, type: UInt32, column: String) throws(StepFailure) -> JSONValue {
        switch type {
        case 16: return .bool(text == "t")
        case 20, 21, 23, 26: return Int64(text).map { .int($0) } ?? .string(text)
        case 700, 701: return number(text)
        case 1700: return exact(text)
        case 114, 3802: return (try? JSONValue(parsing: text)) ?? .string(text)
        case 1184: return .string(TimeText.rfc3339(text, zone: "Z"))
        // A time without a zone is given without one.
        case 1114: return .string(TimeText.rfc3339(text, zone: ""))
        case 17, 1001: throw SQLFailure.bytes(column)
        default:
            guard let element = elements[type], let items = PostgresArray.items(text) else { return .string(text) }
            var values: [JSONValue] = []
            for item in items {
                values.append(
                    try item.map { item throws(StepFailure) in try json(item, type: element, column: column) } ?? .null)
            }
            return .array(values)
        }
    }

    /// As a parameter; the server reads it as whatever type stands in that place.
    static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text
        default: value.text()
        }
    }

    /// Arrays by the type of their items.
    private static let elements: [UInt32: UInt32] = [
        1000: 16, 1005: 21, 1007: 23, 1016: 20, 1009: 25, 1015: 1043, 1231: 1700, 1021: 700, 1022: 701, 1185: 1184,
        1115: 1114, 2951: 2950, 199: 114, 3807: 3802,
    ]

    private static func number(_ text: String) -> JSONValue {
        Double(text).flatMap { $0.isFinite ? .double($0) : nil } ?? .string(text)
    }

    /// A number where a double holds every digit, else the text.
    private static func exact(_ text: String) -> JSONValue {
        if let whole = Int64(text) { return .int(whole) }
        let digits = text.filter(\.isNumber).drop { $0 == "0" }
        return digits.count <= 15 && text.contains(".") ? number(text) : .string(text)
    }
}

/// `{a,"b c",NULL}`.
enum PostgresArray {
    /// `nil` for arrays of arrays and what is none.
    static func items(_ text: String) -> [String?]? {
        guard text.hasPrefix("{"), text.hasSuffix("}") else { return nil }
        var rest = text.dropFirst().dropLast()
        var items: [String?] = []
        while !rest.isEmpty {
            guard let item = next(&rest) else { return nil }
            items.append(item.isQuoted || item.text != "NULL" ? item.text : nil)
            guard rest.isEmpty || rest.popFirst() == "," else { return nil }
        }
        return items
    }

    private static func next(_ rest: inout Substring) -> (text: String, isQuoted: Bool)? {
        guard rest.first == "\"" else {
            let item = rest.prefix { $0 != "," }
            rest = rest.dropFirst(item.count)
            return item.contains("{") ? nil : (String(item), false)
        }
        rest.removeFirst()
        var item = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return (item, true)
            case "\\": item.append(rest.popFirst() ?? "\\")
            default: item.append(character)
            }
        }
        return nil
    }
}
