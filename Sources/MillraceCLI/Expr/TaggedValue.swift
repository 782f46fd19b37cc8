import Expressions
import JSONModel

/// A value with its type in JSON, so that nothing is lost: `{"type": "uint", "value": "7"}`.
///
/// `int`, `uint` and `double` are text (`NaN`, `Infinity`, `-Infinity` too), bytes are base64, a list holds tagged
/// values, a map pairs of them, a timestamp and a duration are `[seconds, nanos]`, a type is its name, and an optional
/// is a tagged value or null.
struct TaggedValue {
    /// How many values a line may answer: parts may be shared, so that a small value has a long text.
    private var rest = 1_000_000

    static func encode(_ value: CELValue) throws(TaggedValueError) -> JSONValue {
        var encoder = TaggedValue()
        return try encoder.encode(value, depth: 0)
    }

    private mutating func encode(_ value: CELValue, depth: Int) throws(TaggedValueError) -> JSONValue {
        rest -= 1
        guard rest > 0, depth <= 128 else { throw TaggedValueError("too_large: the value has too many parts") }
        switch value {
        case .null: return Self.tagged("null", .null)
        case .bool(let value): return Self.tagged("bool", .bool(value))
        case .int(let value): return Self.tagged("int", .string(String(value)))
        case .uint(let value): return Self.tagged("uint", .string(String(value)))
        case .double(let value): return Self.tagged("double", .string(Self.text(value)))
        case .string(let value): return Self.tagged("string", .string(value))
        case .bytes(let value): return Self.tagged("bytes", .string(Base64.encode(value)))
        case .timestamp(let value): return Self.tagged("timestamp", Self.parts(value.sinceEpoch, roundsDown: true))
        case .duration(let value): return Self.tagged("duration", Self.parts(value, roundsDown: false))
        case .type(let value): return Self.tagged("type", .string(value.rawValue))
        case .list(let items):
            var encoded: [JSONValue] = []
            for item in items { encoded.append(try encode(item, depth: depth + 1)) }
            return Self.tagged("list", .array(encoded))
        case .map(let map):
            var pairs: [JSONValue] = []
            for key in map.sortedKeys {
                let value = try encode(map[key] ?? .null, depth: depth + 1)
                pairs.append(.array([try encode(key.value, depth: depth + 1), value]))
            }
            return Self.tagged("map", .array(pairs))
        case .optional(let value):
            guard let value else { return Self.tagged("optional", .null) }
            return Self.tagged("optional", try encode(value, depth: depth + 1))
        }
    }

    private static func tagged(_ type: String, _ value: JSONValue) -> JSONValue {
        .object(["type": .string(type), "value": value])
    }

    private static func text(_ value: Double) -> String {
        value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : value.description
    }

    /// - Parameter roundsDown: then the nanoseconds are never below zero; else they have the sign of the seconds.
    private static func parts(_ time: Duration, roundsDown: Bool) -> JSONValue {
        let (seconds, nanoseconds) = (time.components.seconds, time.components.attoseconds / 1_000_000_000)
        guard roundsDown, nanoseconds < 0 else { return [.int(seconds), .int(nanoseconds)] }
        return [.int(seconds - 1), .int(nanoseconds + 1_000_000_000)]
    }
}

struct TaggedValueError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
