/// A value of the Common Expression Language.
///
/// Lists and maps may wrap JSON: nothing inside is converted before an expression touches it.
public enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list(CELList)
    case map(CELMap)
    case timestamp(CELTimestamp)
    /// At most 2^63 - 1 nanoseconds (about 292 years) either way; what is finer than nanoseconds is cut off in text.
    case duration(Duration)
    case type(CELType)
    /// A value that may be missing: what `a.?b`, `a[?k]` and `optional.of(x)` give; `nil` is `optional.none()`.
    indirect case optional(CELValue?)
}

extension CELValue {
    public var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .optional: .optional
        }
    }

    /// The value of a boolean, `nil` for every other type.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value of an int, `nil` for every other type.
    public var intValue: Int64? {
        if case .int(let value) = self { value } else { nil }
    }

    /// The text of a string, `nil` for every other type.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// A list of values that are no JSON, such as the results of an expression.
    public static func list(_ items: [CELValue]) -> CELValue { .list(CELList(items)) }

    /// A map from names to values of any type: how to make the root `steps` out of many results.
    public static func map(_ members: [String: CELValue]) -> CELValue { .map(CELMap(members)) }
}
