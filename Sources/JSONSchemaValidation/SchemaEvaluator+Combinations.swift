import JSONModel

extension SchemaEvaluator {
    mutating func checkCombination(
        _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .allOf(let schemas):
            for schema in schemas { outcome.merge(evaluate(schema, value)) }
        case .anyOf(let schemas): checkBranches(schemas, rule, of: node, value, &outcome)
        case .oneOf(let schemas): checkBranches(schemas, rule, of: node, value, &outcome)
        case .not(let schema):
            if evaluate(schema, value).isValid {
                outcome.violations.append(violation(rule.keyword, of: node, "this has a form that is not allowed here"))
            }
        case .conditional(let test, let then, let otherwise):
            let tested = evaluate(test, value)
            if tested.isValid { outcome.see(tested) }
            if let next = tested.isValid ? then : otherwise { outcome.merge(evaluate(next, value)) }
        case .dependentSchemas(let schemas):
            for (key, schema) in schemas.sorted(by: { $0.key < $1.key }) where value[key] != nil {
                outcome.merge(evaluate(schema, value))
            }
        default: break
        }
    }

    private mutating func checkBranches(
        _ schemas: [Int], _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        var results: [SchemaOutcome] = []
        for schema in schemas { results.append(evaluate(schema, value)) }
        let fitting = results.indices.filter { results[$0].isValid }
        for index in fitting.isEmpty ? Array(results.indices) : fitting { outcome.see(results[index]) }
        if fitting.isEmpty {
            let overall = violation(
                rule.keyword, of: node, "this fits none of the \(schemas.count) allowed forms")
            let choice = BranchChoice(branches: results.map(\.violations), value: value, overall: overall)
            outcome.violations += node.messages[rule.keyword] == nil ? choice.violations : [overall]
        } else if fitting.count > 1, rule.keyword == "oneOf" {
            let numbers = fitting.map { String($0 + 1) }.joined(separator: " and ")
            let message = "this fits the allowed forms \(numbers) at once; it must fit exactly one"
            outcome.violations.append(violation(rule.keyword, of: node, message))
        }
    }
}
