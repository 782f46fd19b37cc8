public import JSONModel

extension StaticType {
    /// The type of a value: of a map with names for keys a closed object, of a list the type that takes all its items.
    ///
    /// - Parameter name: what a sentence calls the value if it is an object; its members have it before theirs.
    public init(of value: CELValue, name: String = "this map") {
        self.init(of: value, name: name, depth: 0)
    }

    /// The type of a JSON value, as ``init(of:name:)-(CELValue,_)`` has it.
    public init(of json: JSONValue, name: String = "this map") {
        self.init(of: CELValue(json), name: name, depth: 0)
    }

    private init(of value: CELValue, name: String, depth: Int) {
        switch value {
        case .null: self = .null
        case .bool: self = .bool
        case .int: self = .int
        case .uint: self = .uint
        case .double: self = .double
        case .string: self = .string
        case .bytes: self = .bytes
        case .timestamp: self = .timestamp
        case .duration: self = .duration
        case .type: self = .type
        case .list(let items): self = Self.list(of: items, name, depth)
        case .map(let map): self = Self.map(of: map, name, depth)
        case .optional(let value):
            self = .optional(value.map { Self(of: $0, name: name, depth: depth + 1) } ?? .any)
        }
    }

    private static func list(of items: CELList, _ name: String, _ depth: Int) -> StaticType {
        guard depth < maximumDepth else { return .list(.any, atMost: items.count) }
        var joined = StaticType.nothing
        for item in items where joined != .any {
            joined = joined.joined(
                with: Self(
                    of: item, name: "an item of \(name.contains("`") || name.contains(" ") ? name : "`\(name)`")",
                    depth: depth + 1))
        }
        return .list(joined.isUnknown ? .any : joined, atMost: items.count)
    }

    private static func map(of map: CELMap, _ name: String, _ depth: Int) -> StaticType {
        guard depth < maximumDepth else { return .map(.any, .any) }
        var members: [String: ObjectShape.Member] = [:]
        var keys = StaticType.nothing
        for (key, value) in map.sortedEntries {
            keys = keys.joined(with: Self(of: key.value, name: name, depth: depth + 1))
            guard case .string(let field) = key else { continue }
            members[field] = ObjectShape.Member(Self(of: value, name: memberName(field, of: name), depth: depth + 1))
        }
        guard members.count == map.count else { return .map(keys, .any) }
        return .object(ObjectShape(name: name, members: members))
    }

    /// "`input.url`", or "`url` of this map" where the object has no name.
    private static func memberName(_ field: String, of name: String) -> String {
        if name.hasSuffix("`"), !name.contains(" ") { return "\(name.dropLast()).\(field)`" }
        return name.contains(" ") ? "`\(field)` of \(name)" : "\(name).\(field)"
    }

    /// Deeper values are of types that nobody knows.
    private static let maximumDepth = 32
}
