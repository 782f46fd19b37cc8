import JSONModel

extension JSONSchema {
    /// The keys that a schema names, also through the schemas it applies to the same value.
    func knownKeys(of node: SchemaNode) -> Set<String> {
        var keys: Set<String> = []
        for node in inPlace(from: node) {
            for case .members(let schemas) in node.rules.map(\.check) { keys.formUnion(schemas.named.keys) }
        }
        return keys
    }

    /// The members for which a schema allows only certain values: what tells one form of an object from another.
    func fixedMembers(of index: Int) -> [String: [JSONValue]] {
        var fixed: [String: [JSONValue]] = [:]
        for node in inPlace(from: nodes[index], onlyCertain: true) {
            for case .members(let schemas) in node.rules.map(\.check) {
                for (key, schema) in schemas.named {
                    guard let choices = choices(of: schema) else { continue }
                    fixed[key] = choices.filter { choice in fixed[key]?.contains { $0.equals(choice) } ?? true }
                }
            }
        }
        return fixed
    }

    private func choices(of index: Int) -> [JSONValue]? {
        for node in inPlace(from: nodes[index], onlyCertain: true) {
            for rule in node.rules {
                if case .constant(let value) = rule.check { return [value] }
                if case .enumeration(let choices) = rule.check { return choices.values }
            }
        }
        return nil
    }

    /// A schema and those it applies to the same value; with `onlyCertain` those it always applies.
    private func inPlace(from node: SchemaNode, onlyCertain: Bool = false) -> [SchemaNode] {
        var found: [SchemaNode] = []
        var seen: Set<Int> = []
        var open = [node]
        while let next = open.popLast(), found.count < 100 {
            found.append(next)
            let below = onlyCertain ? next.rules.flatMap(\.check.certainSchemas) : next.inPlaceSchemas
            open += below.filter { seen.insert($0).inserted }.map { nodes[$0] }
        }
        return found
    }
}

extension SchemaCheck {
    fileprivate var certainSchemas: [Int] {
        switch self {
        case .reference(let schema), .dynamicReference(_, let schema): [schema]
        case .allOf(let schemas): schemas
        default: []
        }
    }
}
