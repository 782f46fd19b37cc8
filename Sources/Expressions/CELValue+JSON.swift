public import JSONModel

extension CELValue {
    /// Wraps JSON. Takes the same time for a small and a big value; integers become `int`, other numbers `double`.
    public init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .array(let items): self = .list(CELList(items))
        case .object(let members): self = .map(CELMap(members))
        }
    }

    /// This value as JSON: bytes as base64, a timestamp in RFC 3339, a duration as `1h30m`, a type by its name, an
    /// optional as its value or null, a `uint` above the range of `int` as a double, map keys as text.
    ///
    /// - Throws: ``ExpressionError/Code-swift.enum/tooLarge`` or ``ExpressionError/Code-swift.enum/tooCostly`` past the
    ///   limits or 128 levels; ``ExpressionError/Code-swift.enum/duplicateKey`` if two keys have the same text.
    public func json(limits: EvaluationLimits = EvaluationLimits()) throws(ExpressionError) -> JSONValue {
        var meter = Meter(limits)
        do {
            return try json(&meter)
        } catch {
            throw error.error
        }
    }

    func json(_ meter: inout Meter, depth: Int = 0) throws(Fault) -> JSONValue {
        try meter.checkDepth(depth)
        try meter.spend(1)
        if let json = wrappedJSON {
            // A value may stand in a new list a million times; alone it is passed on as it is.
            if depth > 0 { try meter.produceText(of: json) }
            return json
        }
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .uint(let value): return Int64(exactly: value).map { .int($0) } ?? .double(Double(value))
        case .double(let value): return .double(value)
        case .string(let value):
            if depth > 0 { try meter.produce(value.utf8.count) }
            return .string(value)
        case .bytes(let value):
            try meter.produce(value.count * 4 / 3 + 4)
            return .string(Base64.encode(value))
        case .timestamp(let value): return .string(value.text)
        case .duration(let value): return .string(DurationNotation.short(value))
        case .type(let type): return .string(type.rawValue)
        case .optional(let value): return try value?.json(&meter, depth: depth + 1) ?? .null
        case .list(let list): return .array(try Self.json(list, &meter, depth))
        case .map(let map): return .object(try Self.json(map, &meter, depth))
        }
    }

    private var wrappedJSON: JSONValue? {
        switch self {
        case .list(let list): list.json.map { .array($0) }
        case .map(let map): map.json.map { .object($0) }
        default: nil
        }
    }

    private static func json(_ list: CELList, _ meter: inout Meter, _ depth: Int) throws(Fault) -> [JSONValue] {
        try meter.produce(list.count * Meter.itemSize)
        var items: [JSONValue] = []
        for item in list { items.append(try item.json(&meter, depth: depth + 1)) }
        return items
    }

    private static func json(
        _ map: CELMap, _ meter: inout Meter, _ depth: Int
    ) throws(Fault) -> [String: JSONValue] {
        try meter.produce(map.count * Meter.itemSize)
        var members: [String: JSONValue] = [:]
        for key in try meter.sortedKeys(map) {
            let name = if case .string(let text) = key { text } else { key.value.plainText ?? "" }
            let item = try (map[key] ?? .null).json(&meter, depth: depth + 1)
            guard members.updateValue(item, forKey: name) == nil else {
                throw meter.fault(.duplicateKey, "two keys of this map are both `\(name)` in JSON")
            }
        }
        return members
    }

    /// What `string(x)` and templates write; `nil` for null, bytes, lists, maps and types.
    var plainText: String? {
        switch self {
        case .bool(let value): String(value)
        case .int(let value): String(value)
        case .uint(let value): String(value)
        case .double(let value): DoubleNotation.text(value)
        case .string(let value): value
        case .timestamp(let value): value.text
        case .duration(let value): DurationNotation.seconds(value)
        case .null, .bytes, .list, .map, .type, .optional: nil
        }
    }
}
