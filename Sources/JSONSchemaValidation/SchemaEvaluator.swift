import JSONModel

/// What one schema says about one value.
struct SchemaOutcome {
    var isValid = true
    /// Empty where nobody asked for the reasons.
    var violations: [SchemaViolation] = []
    /// Members and items that some keyword has looked at, for `unevaluated…`.
    var seenKeys: Set<String> = []
    var seenItems: Set<Int> = []

    mutating func merge(_ other: SchemaOutcome) {
        judge(other)
        see(other)
    }

    /// Takes the verdict about a part of the value.
    mutating func judge(_ other: SchemaOutcome) {
        guard !other.isValid else { return }
        isValid = false
        violations += other.violations
    }

    /// Nobody reads more; what is left out is a deeper or later one.
    var isFull: Bool { violations.count >= 2 * JSONSchema.maximumViolations }

    mutating func see(_ other: SchemaOutcome) {
        if !other.seenKeys.isEmpty { seenKeys.formUnion(other.seenKeys) }
        if !other.seenItems.isEmpty { seenItems.formUnion(other.seenItems) }
    }
}

/// One check of one value.
///
/// Most values fit, so the first check only asks whether; a second one with `explains` finds the reasons.
struct SchemaEvaluator {
    /// A schema on the way to the one that is applied, and the reference that led to it.
    struct Step {
        let node: Int
        let reference: String?
    }

    let schema: JSONSchema
    private(set) var explains: Bool
    private(set) var path: [String] = []
    private(set) var route: [Step] = []
    /// Set once the check has used its steps or levels; what else was found then means nothing.
    private(set) var giveUp: SchemaViolation?
    private var stepsLeft = JSONSchema.maximumSteps
    var searchStepsLeft = JSONSchema.maximumSearchSteps

    init(schema: JSONSchema, explains: Bool) {
        self.schema = schema
        self.explains = explains
    }

    /// Whether a loop over parts of a value may stop: the verdict is clear, or there are reasons enough.
    func isDone(_ outcome: SchemaOutcome) -> Bool { explains ? outcome.isFull : !outcome.isValid }

    mutating func evaluate(_ index: Int, _ value: JSONValue, reference: String? = nil) -> SchemaOutcome {
        var outcome = SchemaOutcome()
        guard mayEnter(index) else { return outcome }
        route.append(Step(node: index, reference: reference))
        defer { route.removeLast() }
        let node = schema.nodes[index]
        for rule in node.rules {
            check(rule, of: node, value, &outcome)
            guard !outcome.isValid else { continue }
            // Of the wrong kind: what the other keywords say would only repeat it.
            if !explains || rule.check.isTypes { break }
        }
        return outcome
    }

    /// Evaluates a part of the value.
    mutating func evaluate(_ index: Int, _ value: JSONValue, below token: String) -> SchemaOutcome {
        path.append(token)
        defer { path.removeLast() }
        return evaluate(index, value)
    }

    /// Whether a schema fits, where nobody will read why not.
    mutating func test(_ index: Int, _ value: JSONValue) -> SchemaOutcome {
        let asked = explains
        explains = false
        defer { explains = asked }
        return evaluate(index, value)
    }

    private mutating func mayEnter(_ index: Int) -> Bool {
        guard giveUp == nil else { return false }
        stepsLeft -= 1 + schema.nodes[index].weight
        if stepsLeft >= 0, route.count < JSONSchema.maximumDepth { return true }
        let message = stepsLeft < 0 ? "checking this takes too many steps" : "this is nested too deeply to be checked"
        giveUp = violation("", of: schema.nodes[index], message)
        return false
    }

    /// Pays for work that grows with the value.
    mutating func charge(_ parts: Int) { stepsLeft -= parts / 8 }

    /// The schema a dynamic reference leads to: that of the outermost resource that has the name.
    private func dynamicTarget(_ name: String, fallback: Int) -> Int {
        for step in route {
            if let target = schema.dynamicAnchors[schema.nodes[step.node].resource][name] { return target }
        }
        return fallback
    }

    /// Notes that a value does not fit; the reason is only made if somebody asked.
    func refuse(_ outcome: inout SchemaOutcome, _ reason: @autoclosure () -> SchemaViolation) {
        outcome.isValid = false
        if explains, !outcome.isFull { outcome.violations.append(reason()) }
    }

    private mutating func check(
        _ rule: SchemaRule, of node: SchemaNode, _ value: JSONValue, _ outcome: inout SchemaOutcome
    ) {
        switch rule.check {
        case .reference(let target): outcome.merge(evaluate(target, value, reference: rule.keyword))
        case .dynamicReference(let name, let fallback):
            let target = dynamicTarget(name, fallback: fallback)
            outcome.merge(evaluate(target, value, reference: rule.keyword))
        case .allOf, .anyOf, .oneOf, .not, .conditional, .dependentSchemas:
            checkCombination(rule, of: node, value, &outcome)
        case .items, .contains, .minItems, .maxItems, .uniqueItems, .unevaluatedItems:
            if case .array(let items) = value { checkList(rule, of: node, items, &outcome) }
        case .members, .required, .dependentRequired, .propertyNames, .minProperties, .maxProperties,
            .unevaluatedProperties:
            if case .object(let members) = value { checkObject(rule, of: node, members, &outcome) }
        default: checkScalar(rule, of: node, value, &outcome)
        }
    }
}
