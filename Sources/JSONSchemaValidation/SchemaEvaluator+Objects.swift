import JSONModel

extension SchemaEvaluator {
    mutating func checkObject(
        _ rule: SchemaRule, of node: SchemaNode, _ members: [String: JSONValue], _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .members(let schemas): checkMembers(members, schemas, of: node, &outcome)
        case .required(let keys):
            for key in keys where members[key] == nil {
                outcome.violations.append(violation(rule.keyword, of: node, "`\(key)` is missing", key: key))
            }
        case .dependentRequired(let needs):
            for (cause, keys) in needs.sorted(by: { $0.key < $1.key }) where members[cause] != nil {
                for key in keys where members[key] == nil {
                    let message = "`\(key)` is missing; it is needed because `\(cause)` is given"
                    outcome.violations.append(violation(rule.keyword, of: node, message, key: key))
                }
            }
        case .propertyNames(let schema): checkNames(members, schema, of: node, &outcome)
        case .minProperties(let least) where members.count < least:
            let count = Wording.count(members.count, "key")
            outcome.violations.append(
                violation(rule.keyword, of: node, "this object has \(count); at least \(least) are needed"))
        case .maxProperties(let most) where members.count > most:
            let count = Wording.count(members.count, "key")
            outcome.violations.append(
                violation(rule.keyword, of: node, "this object has \(count); at most \(most) are allowed"))
        case .unevaluatedProperties(let schema): checkUnseen(members, schema, of: node, &outcome)
        default: break
        }
    }

    private mutating func checkMembers(
        _ members: [String: JSONValue], _ schemas: MemberSchemas, of node: SchemaNode, _ outcome: inout SchemaOutcome
    ) {
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            var fitting = schemas.named[key].map { [$0] } ?? []
            fitting += schemas.patterns.filter { found($0.pattern, in: key) }.map(\.schema)
            if fitting.isEmpty, let additional = schemas.additional {
                if self.schema.nodes[additional].isNever {
                    outcome.violations.append(unknownKey(key, in: members, "additionalProperties", of: node))
                } else {
                    fitting = [additional]
                }
                outcome.seenKeys.insert(key)
            }
            for schema in fitting { outcome.violations += evaluate(schema, value, below: key).violations }
            if !fitting.isEmpty { outcome.seenKeys.insert(key) }
        }
    }

    private mutating func checkNames(
        _ members: [String: JSONValue], _ schema: Int, of node: SchemaNode, _ outcome: inout SchemaOutcome
    ) {
        for key in members.keys.sorted() {
            guard let cause = evaluate(schema, .string(key), below: key).violations.first else { continue }
            outcome.violations.append(
                violation(
                    "propertyNames", of: node, "the key `\(key)` may not be used here: \(cause.message)", below: key,
                    key: key, suggestion: cause.suggestion))
        }
    }

    private mutating func checkUnseen(
        _ members: [String: JSONValue], _ schema: Int, of node: SchemaNode, _ outcome: inout SchemaOutcome
    ) {
        for (key, value) in members.sorted(by: { $0.key < $1.key }) where !outcome.seenKeys.contains(key) {
            if self.schema.nodes[schema].isNever {
                outcome.violations.append(unknownKey(key, in: members, "unevaluatedProperties", of: node))
            } else {
                outcome.violations += evaluate(schema, value, below: key).violations
            }
            outcome.seenKeys.insert(key)
        }
    }

    private func unknownKey(
        _ key: String, in members: [String: JSONValue], _ keyword: String, of node: SchemaNode
    ) -> SchemaViolation {
        let known = knownKeys(of: node)
        let unused = known.filter { members[$0] == nil }
        let nearest = nearestNames(to: key, among: unused, limit: 1).first
        let message = "unknown key `\(key)`" + Spelling.hint(nearest)
        return violation(
            keyword, of: node, message, below: key, key: key, suggestion: nearest, expected: known.sorted())
    }

    /// The keys that a schema names, also through the schemas it applies to the same value.
    private func knownKeys(of node: SchemaNode) -> Set<String> {
        var keys: Set<String> = []
        var seen: Set<Int> = []
        var open = [node]
        while let next = open.popLast(), seen.count < 100 {
            for case .members(let schemas) in next.rules.map(\.check) { keys.formUnion(schemas.named.keys) }
            open += next.inPlaceSchemas.filter { seen.insert($0).inserted }.map { schema.nodes[$0] }
        }
        return keys
    }
}
