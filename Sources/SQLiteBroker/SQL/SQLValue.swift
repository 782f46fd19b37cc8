import Broker
import JSONModel

/// What is bound to a statement.
enum SQLValue {
    case null
    case int(Int64)
    case text(String)

    static func count(_ value: Int) -> SQLValue { .int(Int64(value)) }
    static func count(_ value: Int?) -> SQLValue { value.map { .int(Int64($0)) } ?? .null }
    static func flag(_ value: Bool) -> SQLValue { .int(value ? 1 : 0) }
    static func time(_ value: Timestamp) -> SQLValue { .int(value.milliseconds) }
    static func time(_ value: Timestamp?) -> SQLValue { value.map { .int($0.milliseconds) } ?? .null }
    static func maybe(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    static func failure(_ value: FailureRecord?) -> SQLValue { value.map { .text($0.json.text()) } ?? .null }

    /// The keys of a delivery, as JSON; null for a delivery without limits.
    static func keys(_ keys: [String?]) -> SQLValue {
        guard !keys.isEmpty else { return .null }
        return .text(JSONValue.array(keys.map { key in key.map { .string($0) } ?? .null }).text())
    }

    /// Nobody's things and everybody's never meet, also where a column cannot be null.
    static func creator(_ id: String?) -> SQLValue { .text(id.map { "=\($0)" } ?? "") }
}
