import Expressions
import JSONModel

extension TaggedValue {
    /// - Throws: ``TaggedValueError`` for anything but a tagged value.
    static func decode(_ json: JSONValue, depth: Int = 0) throws(TaggedValueError) -> CELValue {
        guard depth <= 128 else { throw TaggedValueError("invalid_line: a value is nested too deeply") }
        guard let members = json.objectValue, case .string(let type) = members["type"], let value = members["value"]
        else {
            throw TaggedValueError("invalid_line: a value is written {\"type\": …, \"value\": …}")
        }
        if let scalar = scalar(type, value) { return scalar }
        switch (type, value) {
        case ("list", .array(let items)):
            var values: [CELValue] = []
            for item in items { values.append(try decode(item, depth: depth + 1)) }
            return .list(values)
        case ("map", .array(let pairs)): return .map(try map(pairs, depth: depth + 1))
        case ("optional", .null): return .optional(nil)
        case ("optional", _): return .optional(try decode(value, depth: depth + 1))
        default: throw TaggedValueError("invalid_line: this is no value of the type `\(type)`")
        }
    }

    private static func scalar(_ type: String, _ value: JSONValue) -> CELValue? {
        switch (type, value) {
        case ("null", .null): .null
        case ("bool", .bool(let flag)): .bool(flag)
        case ("int", .string(let text)): Int64(text).map { .int($0) }
        case ("uint", .string(let text)): UInt64(text).map { .uint($0) }
        case ("double", .string(let text)): Double(text).map { .double($0) }
        case ("string", .string(let text)): .string(text)
        case ("bytes", .string(let text)): Base64.decode(text).map { .bytes($0) }
        case ("type", .string(let name)): CELType(rawValue: name).map { .type($0) }
        case ("timestamp", .array(let parts)):
            time(parts).flatMap { CELTimestamp(sinceEpoch: $0) }.map { .timestamp($0) }
        case ("duration", .array(let parts)): time(parts).map { .duration($0) }
        default: nil
        }
    }

    /// `nil` beyond what either of them may be.
    private static func time(_ parts: [JSONValue]) -> Duration? {
        guard parts.count == 2, let seconds = parts[0].intValue, let nanoseconds = parts[1].intValue,
            seconds.magnitude < 1_000_000_000_000, nanoseconds.magnitude < 1_000_000_000
        else { return nil }
        return .seconds(seconds) + .nanoseconds(nanoseconds)
    }

    private static func map(_ pairs: [JSONValue], depth: Int) throws(TaggedValueError) -> CELMap {
        var entries: [CELMapKey: CELValue] = [:]
        for pair in pairs {
            guard case .array(let parts) = pair, parts.count == 2,
                let key = CELMapKey(try decode(parts[0], depth: depth))
            else { throw TaggedValueError("invalid_line: a map is a list of pairs [key, value]") }
            guard entries.updateValue(try decode(parts[1], depth: depth), forKey: key) == nil else {
                throw TaggedValueError("invalid_line: a map has the same key twice")
            }
        }
        return CELMap(entries)
    }
}
