import Expressions
import JSONModel

/// What a JSON Schema says of its values, as far as that is certain; everything else is ``StaticType/any``.
struct SchemaTypes {
    private static let deepest = 32
    /// A schema whose references multiply is not followed forever.
    private static let mostParts = 2_000
    /// Keywords under which a member may have to be there though `required` does not name it.
    private static let conditions = [
        "allOf", "anyOf", "oneOf", "not", "if", "$ref", "$dynamicRef", "dependentRequired", "dependentSchemas",
        "dependencies", "minProperties",
    ]
    /// Keywords that say more about the members than `properties` does.
    private static let openers = ["patternProperties", "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if"]

    private let root: JSONValue
    private var partsLeft = mostParts
    private var followed: Set<String> = []

    /// - Parameter name: what a sentence calls the value, such as `input`.
    static func type(of schema: JSONValue, named name: String) -> StaticType {
        var types = SchemaTypes(root: schema)
        return types.type(of: schema, name, depth: 0)
    }

    private init(root: JSONValue) { self.root = root }

    private mutating func type(of schema: JSONValue, _ name: String, depth: Int) -> StaticType {
        guard depth < Self.deepest, partsLeft > 0, let keywords = schema.objectValue else { return .any }
        partsLeft -= 1
        var parts = [ownType(keywords, name, depth)]
        if let pointer = keywords["$ref"]?.stringValue { parts.append(type(at: pointer, name, depth)) }
        for part in keywords["allOf"]?.arrayValue ?? [] { parts.append(type(of: part, name, depth: depth + 1)) }
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = keywords[keyword]?.arrayValue else { continue }
            parts.append(Self.alternative(branches.map { type(of: $0, name, depth: depth + 1) }))
        }
        return parts.reduce(.any, Self.both)
    }

    private mutating func type(at reference: String, _ name: String, _ depth: Int) -> StaticType {
        guard reference.first == "#", let pointer = JSONPointer(parsing: reference.dropFirst()),
            let target = root[pointer], followed.insert(reference).inserted
        else { return .any }
        defer { followed.remove(reference) }
        return type(of: target, name, depth: depth + 1)
    }

    private mutating func ownType(_ keywords: [String: JSONValue], _ name: String, _ depth: Int) -> StaticType {
        if let value = keywords["const"] { return Self.type(of: [value]) }
        if let values = keywords["enum"]?.arrayValue { return Self.type(of: values) }
        switch keywords["type"] {
        case .string(let word): return type(word, keywords, name, depth)
        case .array(let words):
            let types = words.map { type($0.stringValue ?? "null", keywords, name, depth) }
            return Self.alternative(types)
        default: return keywords["properties"] == nil ? .any : object(keywords, name, depth)
        }
    }

    private mutating func type(
        _ word: String, _ keywords: [String: JSONValue], _ name: String, _ depth: Int
    ) -> StaticType {
        switch word {
        case "string": .string
        case "integer": .int
        case "number": .number
        case "boolean": .bool
        case "null": .null
        case "array": list(keywords, name, depth)
        case "object": object(keywords, name, depth)
        default: .any
        }
    }

    private mutating func list(_ keywords: [String: JSONValue], _ name: String, _ depth: Int) -> StaticType {
        let limit = keywords["maxItems"]?.intValue.flatMap { Int(exactly: $0) }
        guard keywords["prefixItems"] == nil, let items = keywords["items"] else { return .list(.any, atMost: limit) }
        return .list(type(of: items, "an item of \(name)", depth: depth + 1), atMost: limit)
    }

    private mutating func object(_ keywords: [String: JSONValue], _ name: String, _ depth: Int) -> StaticType {
        let properties = keywords["properties"]?.objectValue ?? [:]
        let others = keywords["additionalProperties"]
        let isPlain = !Self.openers.contains { keywords[$0] != nil }
        if properties.isEmpty, isPlain, let others, others.objectValue != nil {
            return .map(.string, type(of: others, "a member of \(name)", depth: depth + 1))
        }
        let required = Set(keywords["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        let isConditional = Self.conditions.contains { keywords[$0] != nil }
        var members: [String: ObjectShape.Member] = [:]
        for (key, schema) in properties {
            let type = type(of: schema, Self.path(name, key), depth: depth + 1)
            let isSure = isConditional || required.contains(key)
            members[key] = .init(type, absence: isSure ? nil : Self.absence(schema))
        }
        let isClosed = isPlain && (others == .bool(false) || keywords["unevaluatedProperties"] == .bool(false))
        // A required member that is described elsewhere is there all the same.
        if isClosed { for key in required where members[key] == nil { members[key] = .init(.any) } }
        return .object(ObjectShape(name: name, members: members, isOpen: !isClosed))
    }

    private static func path(_ name: String, _ key: String) -> String {
        name.hasPrefix("`") && name.hasSuffix("`") ? "`\(name.dropFirst().dropLast()).\(key)`" : "`\(key)` of \(name)"
    }

    /// A default is for whoever fills in the payload: nobody puts it there.
    private static func absence(_ schema: JSONValue) -> String {
        schema["default"] == nil
            ? "the schema does not require it" : "the schema does not require it, and a `default` fills nothing in"
    }

    private static func type(of values: [JSONValue]) -> StaticType {
        alternative(
            values.map { value in
                switch value {
                case .null: .null
                case .bool: .bool
                case .int: .int
                case .double: .number
                case .string(let text): .string(among: [text])
                case .array, .object: .any
                }
            })
    }

    /// One of these.
    private static func alternative(_ types: [StaticType]) -> StaticType {
        guard let first = types.first, !types.contains(.any) else { return .any }
        return types.dropFirst().reduce(first) { joined, type in joined == .any ? .any : joined.joined(with: type) }
    }

    /// All of these at once.
    private static func both(_ a: StaticType, _ b: StaticType) -> StaticType {
        switch (a, b) {
        case (.any, let type), (let type, .any): type
        case (.string(nil), .string): b
        case (.number, .int), (.number, .double): b
        case (.object(let a), .object(let b)): .object(both(a, b))
        default: a
        }
    }

    /// Open: each of the two may know members that the other leaves to it.
    private static func both(_ a: ObjectShape, _ b: ObjectShape) -> ObjectShape {
        let members = a.members.merging(b.members) { mine, other in
            .init(both(mine.type, other.type), absence: mine.absence == nil ? nil : other.absence)
        }
        return ObjectShape(name: a.name, members: members, isOpen: a.isOpen && b.isOpen || a.members != b.members)
    }
}
