import JSONModel

/// What one schema says about one value.
struct SchemaOutcome {
    var violations: [SchemaViolation] = []
    /// Members and items that some keyword has looked at, for `unevaluated…`.
    var seenKeys: Set<String> = []
    var seenItems: Set<Int> = []

    var isValid: Bool { violations.isEmpty }

    mutating func merge(_ other: SchemaOutcome) {
        violations += other.violations
        see(other)
    }

    mutating func see(_ other: SchemaOutcome) {
        seenKeys.formUnion(other.seenKeys)
        seenItems.formUnion(other.seenItems)
    }
}

/// One check of one value.
struct SchemaEvaluator {
    let schema: JSONSchema
    private(set) var path: [String] = []
    /// Set once the check has used its steps or levels; what else was found then means nothing.
    private(set) var giveUp: SchemaViolation?
    /// The resources entered on the way, the outermost first.
    private var resources: [Int] = []
    private var depth = 0
    private var stepsLeft = 1_000_000

    init(schema: JSONSchema) {
        self.schema = schema
    }

    var pointer: JSONPointer { JSONPointer(path) }

    mutating func evaluate(_ index: Int, _ value: JSONValue) -> SchemaOutcome {
        let node = schema.nodes[index]
        guard mayEnter(node) else { return SchemaOutcome() }
        depth += 1
        resources.append(node.resource)
        defer {
            depth -= 1
            resources.removeLast()
        }
        var outcome = SchemaOutcome()
        for rule in node.rules {
            check(rule, of: node, value, &outcome)
            // Of the wrong kind: what the other keywords say would only repeat it.
            if case .types = rule.check, !outcome.isValid { break }
        }
        return outcome
    }

    private mutating func mayEnter(_ node: SchemaNode) -> Bool {
        guard giveUp == nil else { return false }
        stepsLeft -= 1
        if stepsLeft >= 0, depth < JSONSchema.maximumDepth { return true }
        let message = stepsLeft < 0 ? "checking this takes too many steps" : "this is nested too deeply to be checked"
        giveUp = SchemaViolation(
            instance: pointer, schema: node.location.pointer, keyword: "", message: message)
        return false
    }

    /// Evaluates a part of the value.
    mutating func evaluate(_ index: Int, _ value: JSONValue, below token: String) -> SchemaOutcome {
        path.append(token)
        defer { path.removeLast() }
        return evaluate(index, value)
    }

    /// The schema a dynamic reference leads to: that of the outermost resource that has the name.
    func dynamicTarget(_ name: String, fallback: Int) -> Int {
        for resource in resources {
            if let target = schema.dynamicAnchors[resource][name] { return target }
        }
        return fallback
    }

    func violation(
        _ keyword: String, of node: SchemaNode, _ message: String, below token: String? = nil, key: String? = nil,
        suggestion: String? = nil, expected: [String] = []
    ) -> SchemaViolation {
        SchemaViolation(
            instance: token.map { pointer.appending($0) } ?? pointer,
            schema: keyword.isEmpty ? node.location.pointer : node.location.pointer.appending(keyword),
            keyword: keyword, message: node.messages[keyword] ?? message, key: key, suggestion: suggestion,
            expected: expected)
    }

    private mutating func check(
        _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .reference(let target): outcome.merge(evaluate(target, value))
        case .dynamicReference(let name, let fallback):
            outcome.merge(evaluate(dynamicTarget(name, fallback: fallback), value))
        case .allOf, .anyOf, .oneOf, .not, .conditional, .dependentSchemas:
            checkCombination(rule, of: node, value, &outcome)
        case .items, .contains, .minItems, .maxItems, .uniqueItems, .unevaluatedItems:
            if case .array(let items) = value { checkList(rule, of: node, items, &outcome) }
        case .members, .required, .dependentRequired, .propertyNames, .minProperties, .maxProperties,
            .unevaluatedProperties:
            if case .object(let members) = value { checkObject(rule, of: node, members, &outcome) }
        default: outcome.violations += scalarViolation(rule, of: node, value).map { [$0] } ?? []
        }
    }
}
