import JSONModel

extension SchemaEvaluator {
    mutating func checkObject(
        _ rule: SchemaRule, of node: SchemaNode, _ members: [String: JSONValue], _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .members(let schemas): checkMembers(members, schemas, of: node, &outcome)
        case .required(let keys):
            for key in keys where members[key] == nil {
                refuse(&outcome, violation(rule.keyword, of: node, "`\(key)` is missing", key: key))
            }
        case .dependentRequired(let needs):
            for (cause, keys) in needs where members[cause] != nil {
                for key in keys where members[key] == nil {
                    let message = "`\(key)` is missing; it is needed because `\(cause)` is given"
                    refuse(&outcome, violation(rule.keyword, of: node, message, key: key))
                }
            }
        case .propertyNames(let schema): checkNames(members, schema, of: node, &outcome)
        case .minProperties(let least) where members.count < least:
            let count = Counted.text(members.count, "key")
            refuse(
                &outcome, violation(rule.keyword, of: node, "this object has \(count); at least \(least) are needed"))
        case .maxProperties(let most) where members.count > most:
            let count = Counted.text(members.count, "key")
            refuse(&outcome, violation(rule.keyword, of: node, "this object has \(count); at most \(most) are allowed"))
        case .unevaluatedProperties(let schema): checkUnseen(members, schema, of: node, &outcome)
        default: break
        }
    }

    /// In the order of the keys where somebody reads the reasons.
    private func ordered(_ members: [String: JSONValue]) -> [(key: String, value: JSONValue)] {
        members.sorted { $0.key < $1.key }
    }

    private mutating func checkMembers(
        _ members: [String: JSONValue], _ schemas: MemberSchemas, of node: SchemaNode, _ outcome: inout SchemaOutcome
    ) {
        charge(members.count * (1 + schemas.patterns.count))
        guard explains || schema.tracksEvaluated else { return testMembers(members, schemas, &outcome) }
        for (key, value) in ordered(members) where !isDone(outcome) {
            var fitting = schemas.named[key].map { [$0] } ?? []
            for (pattern, schema) in schemas.patterns where search(pattern, in: key) == .found {
                fitting.append(schema)
            }
            if fitting.isEmpty, let additional = schemas.additional {
                if schema.nodes[additional].isNever {
                    refuse(&outcome, unknownKey(key, in: members, "additionalProperties", of: node))
                } else {
                    fitting = [additional]
                }
                outcome.seenKeys.insert(key)
            }
            for schema in fitting { outcome.judge(evaluate(schema, value, below: key)) }
            if !fitting.isEmpty { outcome.seenKeys.insert(key) }
        }
    }

    /// The same for the many values that fit, without their order and without memory of what was seen.
    private mutating func testMembers(
        _ members: [String: JSONValue], _ schemas: MemberSchemas, _ outcome: inout SchemaOutcome
    ) {
        for (key, value) in members {
            var isKnown = false
            if let named = schemas.named[key] {
                isKnown = true
                outcome.judge(evaluate(named, value, below: key))
            }
            for (pattern, schema) in schemas.patterns where search(pattern, in: key) == .found {
                isKnown = true
                outcome.judge(evaluate(schema, value, below: key))
            }
            if !isKnown, let additional = schemas.additional {
                outcome.judge(evaluate(additional, value, below: key))
            }
            if !outcome.isValid { return }
        }
    }

    private mutating func checkNames(
        _ members: [String: JSONValue], _ schema: Int, of node: SchemaNode, _ outcome: inout SchemaOutcome
    ) {
        for (key, _) in explains ? ordered(members) : Array(members) where !isDone(outcome) {
            let result = evaluate(schema, .string(key), below: key)
            guard !result.isValid else { continue }
            let cause = result.violations.first
            refuse(
                &outcome,
                violation(
                    "propertyNames", of: node,
                    "the key `\(key)` may not be used here" + (cause.map { ": \($0.message)" } ?? ""), below: key,
                    key: key, suggestion: cause?.suggestion))
        }
    }

    private mutating func checkUnseen(
        _ members: [String: JSONValue], _ schema: Int, of node: SchemaNode, _ outcome: inout SchemaOutcome
    ) {
        for (key, value) in ordered(members) where !outcome.seenKeys.contains(key) && !isDone(outcome) {
            if self.schema.nodes[schema].isNever {
                refuse(&outcome, unknownKey(key, in: members, "unevaluatedProperties", of: node))
            } else {
                outcome.judge(evaluate(schema, value, below: key))
            }
            outcome.seenKeys.insert(key)
        }
    }

    private func unknownKey(
        _ key: String, in members: [String: JSONValue], _ keyword: String, of node: SchemaNode
    ) -> SchemaViolation {
        let known = schema.knownKeys(of: node)
        let unused = known.filter { members[$0] == nil }
        let nearest = nearestNames(to: key, among: unused, limit: 1).first
        let message = "unknown key `\(key)`" + Spelling.hint(nearest)
        return violation(
            keyword, of: node, message, below: key, key: key, suggestion: nearest, expected: known.sorted())
    }
}
