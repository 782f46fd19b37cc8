import JSONModel

/// Fills a JSON Schema with a value that fits it, the same value every time.
///
/// Knows types, `enum`, `const`, `required`, bounds of lists, numbers and text, common formats, `$ref` within the
/// schema, `allOf`, and takes the first branch of `anyOf` and `oneOf` that needs no recursion. Does not know
/// `pattern`, `not`, `if`, `contains`, `patternProperties`.
struct SchemaFiller {
    private static let maximumDepth = 48
    private static let maximumItems = 1000

    let root: JSONValue
    let source: AnswerSource
    private var valuesLeft = 20_000

    init(schema: JSONValue, source: AnswerSource) {
        root = schema
        self.source = source
    }

    /// - Throws: ``DevModelError`` with `unsupported_schema`: nothing fits, or the schema is no schema.
    mutating func fill() throws(DevModelError) -> JSONValue { try value(for: root, at: AnswerPlace()) }

    static func failure(_ message: String, at place: AnswerPlace) -> DevModelError {
        let name = place.name.isEmpty ? "the schema" : "`\(place.name)`"
        return DevModelError(.unsupportedSchema, "\(name): \(message)", at: "/response_format/json_schema/schema")
    }

    private mutating func value(for schema: JSONValue, at place: AnswerPlace) throws(DevModelError) -> JSONValue {
        valuesLeft -= 1
        guard place.depth < Self.maximumDepth, valuesLeft > 0 else {
            throw Self.failure("the answer would be too deep or too long", at: place)
        }
        let (schema, place) = try SchemaResolver(root: root).resolve(schema, at: place)
        switch schema {
        case .bool(true): return .string(source.text(at: place))
        case .bool(false): throw Self.failure("no value fits", at: place)
        case .object(let members): return try value(for: members, at: place)
        default: throw Self.failure("a schema is an object or a boolean", at: place)
        }
    }

    private mutating func value(for schema: [String: JSONValue], at place: AnswerPlace) throws(DevModelError)
        -> JSONValue
    {
        if let constant = schema["const"] { return constant }
        if let choices = schema["enum"]?.arrayValue { return try choose(from: choices, schema, at: place) }
        switch SchemaResolver.type(of: schema) {
        case "object": return try object(schema, at: place)
        case "array": return try list(schema, at: place)
        case "string": return try TextFiller(schema: schema, source: source).fill(at: place)
        case "integer": return try NumberFiller(schema: schema, source: source, isWhole: true).fill(at: place)
        case "number": return try NumberFiller(schema: schema, source: source, isWhole: false).fill(at: place)
        case "boolean": return .bool(source.flag(at: place))
        case "null": return .null
        case let type: throw Self.failure("`\(type)` is not a type", at: place)
        }
    }

    private func choose(
        from choices: [JSONValue], _ schema: [String: JSONValue], at place: AnswerPlace
    ) throws(DevModelError) -> JSONValue {
        let fitting = choices.filter { SchemaResolver.allows($0, in: schema) }
        guard let first = fitting.first else { throw Self.failure("no value of `enum` fits", at: place) }
        let wanted: [String] =
            switch place.role {
            case .mood: source.mood(at: place).words
            default: source.colourNames + [source.text(at: place)]
            }
        let match = wanted.lazy.compactMap { word in
            fitting.first { $0.stringValue?.lowercased() == word.lowercased() }
        }.first
        return match ?? (place.isInsideList ? fitting[place.item % fitting.count] : first)
    }

    private mutating func object(_ schema: [String: JSONValue], at place: AnswerPlace) throws(DevModelError)
        -> JSONValue
    {
        let properties = schema["properties"]?.objectValue ?? [:]
        let required = Set((schema["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        let additional = schema["additionalProperties"] ?? true
        var members: [String: JSONValue] = [:]
        for (name, property) in properties.sorted(by: { $0.key < $1.key }) {
            if !required.contains(name), property == false || SchemaResolver.recurses(property, at: place) { continue }
            members[name] = try value(for: property, at: place.entering(property: name))
        }
        for name in required.sorted() where members[name] == nil {
            members[name] = try value(for: additional, at: place.entering(property: name))
        }
        try fit(&members, to: schema, required: required, at: place)
        return .object(members)
    }

    private mutating func fit(
        _ members: inout [String: JSONValue], to schema: [String: JSONValue], required: Set<String>,
        at place: AnswerPlace
    ) throws(DevModelError) {
        let minimum = min(schema["minProperties"]?.intValue ?? 0, Int64(Self.maximumItems))
        var number = 0
        while Int64(members.count) < minimum {
            number += 1
            let name = "property_\(number)"
            guard members[name] == nil else { continue }
            members[name] = try value(
                for: schema["additionalProperties"] ?? true, at: place.entering(property: name))
        }
        let maximum = schema["maxProperties"]?.intValue ?? .max
        for name in members.keys.sorted().reversed() where Int64(members.count) > maximum && !required.contains(name) {
            members[name] = nil
        }
    }

    private mutating func list(_ schema: [String: JSONValue], at place: AnswerPlace) throws(DevModelError)
        -> JSONValue
    {
        let prefix = schema["prefixItems"]?.arrayValue ?? []
        let rest = schema["items"] ?? true
        let count = try itemCount(schema, prefix: prefix.count, rest: rest, at: place)
        let isSet = schema["uniqueItems"] == true
        var items: [JSONValue] = []
        var seen: Set<JSONValue> = []
        for index in 0..<count {
            let itemPlace = place.entering(item: index, imageCount: source.images.count)
            let itemSchema = index < prefix.count ? prefix[index] : rest
            var item = try value(for: itemSchema, at: itemPlace)
            if isSet, seen.contains(item) {
                let (plain, _) = try SchemaResolver(root: root).resolve(itemSchema, at: itemPlace)
                let others = Alternatives(schema: plain, source: source).values(insteadOf: item, atMost: count)
                guard let other = others.first(where: { !seen.contains($0) }) else { continue }
                item = other
            }
            seen.insert(item)
            items.append(item)
        }
        guard Int64(items.count) >= schema["minItems"]?.intValue ?? 0 else {
            throw Self.failure("there are not enough different items", at: place)
        }
        return .array(items)
    }

    private func itemCount(
        _ schema: [String: JSONValue], prefix: Int, rest: JSONValue, at place: AnswerPlace
    ) throws(DevModelError) -> Int {
        let minimum = max(0, schema["minItems"]?.intValue ?? 0)
        guard minimum <= Self.maximumItems else { throw Self.failure("`minItems` is above 1000", at: place) }
        let maximum = max(minimum, min(schema["maxItems"]?.intValue ?? .max, Int64(Self.maximumItems)))
        let isClosed = rest == false || SchemaResolver.recurses(rest, at: place)
        let natural = prefix > 0 || isClosed ? prefix : source.naturalCount(at: place)
        return Int(min(max(Int64(natural), minimum), maximum))
    }
}
