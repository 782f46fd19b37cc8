import JSONModel

extension SchemaEvaluator {
    mutating func checkCombination(
        _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .allOf(let schemas):
            for schema in schemas where !isDone(outcome) { outcome.merge(evaluate(schema, value)) }
        case .anyOf(let schemas), .oneOf(let schemas): checkBranches(schemas, rule, of: node, value, &outcome)
        case .not(let schema):
            guard test(schema, value).isValid else { return }
            refuse(&outcome, notViolation(schema, of: node, value))
        case .conditional(let condition, let then, let otherwise):
            let tested = test(condition, value)
            if tested.isValid { outcome.see(tested) }
            if let next = tested.isValid ? then : otherwise { outcome.merge(evaluate(next, value)) }
        case .dependentSchemas(let schemas):
            for (key, schema) in schemas where value[key] != nil { outcome.merge(evaluate(schema, value)) }
        default: break
        }
    }

    private mutating func checkBranches(
        _ schemas: [Int], _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        let isExclusive = rule.keyword == "oneOf"
        var fitting: [Int] = []
        for (number, schema) in schemas.enumerated() {
            let result = test(schema, value)
            guard result.isValid else { continue }
            outcome.see(result)
            fitting.append(number)
            if isExclusive ? fitting.count > 1 && !explains : !self.schema.tracksEvaluated { break }
        }
        if fitting.isEmpty {
            outcome.isValid = false
            if explains { explainBranches(schemas, rule, of: node, value, &outcome) }
        } else if fitting.count > 1, isExclusive {
            let numbers = fitting.map { String($0 + 1) }.joined(separator: " and ")
            refuse(
                &outcome,
                violation(
                    rule.keyword, of: node, "this fits the allowed forms \(numbers) at once; it must fit exactly one"))
        }
    }

    private mutating func explainBranches(
        _ schemas: [Int], _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        let overall = violation(rule.keyword, of: node, "this fits none of the \(schemas.count) allowed forms")
        guard node.messages[rule.keyword] == nil else { return outcome.violations.append(overall) }
        var branches: [SchemaBranch] = []
        for index in schemas {
            let result = evaluate(index, value)
            outcome.see(result)
            branches.append(
                SchemaBranch(
                    violations: ViolationRanking.ranked(result.violations),
                    fixedMembers: self.schema.fixedMembers(of: index)))
        }
        outcome.violations += BranchChoice(branches: branches, value: value, overall: overall).violations
    }

    /// `not` around `required` forbids keys; anything else has no better words.
    private func notViolation(_ index: Int, of node: SchemaNode, _ value: JSONValue) -> SchemaViolation {
        let rules = schema.nodes[index].rules
        guard rules.count == 1, case .required(let keys) = rules[0].check, !keys.isEmpty else {
            let shown = rules.count == 1 ? value.objectValue == nil && value.arrayValue == nil : false
            let message =
                shown ? "\(Wording.shown(value)) is not allowed here" : "this has a form that is not allowed here"
            return violation("not", of: node, message)
        }
        let names = Wording.list(keys.map { "`\($0)`" }, last: "and")
        return violation(
            "not", of: node, keys.count == 1 ? "\(names) may not be given here" : "\(names) may not be given together")
    }
}
