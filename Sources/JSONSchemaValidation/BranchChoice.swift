import JSONModel

/// Which of the forms in `anyOf` or `oneOf` was meant, judged by what keeps the value from each of them.
struct BranchChoice {
    let branches: [[SchemaViolation]]
    let value: JSONValue
    /// What is said when no form stands out.
    let overall: SchemaViolation

    private var depth: Int { overall.instance.tokens.count }

    /// The violations to report: those of the form that was meant, or one for all forms.
    var violations: [SchemaViolation] {
        let ofRightKind = branches.filter { !$0.contains(where: isOfWrongKind) }
        guard !ofRightKind.isEmpty else { return [merged(branches.map { $0.filter(isOfWrongKind) })] }
        let selected = ofRightKind.filter { !$0.contains(where: missesDiscriminator) }
        guard !selected.isEmpty else { return [merged(ofRightKind.map { $0.filter(missesDiscriminator) })] }
        if selected.count > 1, let alternatives = missingAlternatives(selected) { return [alternatives] }
        return selected.min { $0.count < $1.count } ?? [overall]
    }

    private func isOfWrongKind(_ violation: SchemaViolation) -> Bool {
        violation.instance.tokens.count == depth && ["type", "const", "enum", ""].contains(violation.keyword)
    }

    /// A key such as `kind` that has one fixed value per form.
    private func missesDiscriminator(_ violation: SchemaViolation) -> Bool {
        violation.instance.tokens.count == depth + 1 && violation.keyword == "const"
    }

    /// One violation that lists what each form would accept at the same place.
    private func merged(_ branches: [[SchemaViolation]]) -> SchemaViolation {
        let causes = branches.compactMap(\.first)
        let keywords = Set(causes.map { $0.keyword == "type" ? "type" : "choice" })
        guard causes.count == branches.count, let first = causes.first, keywords.count == 1,
            causes.allSatisfy({ $0.instance == first.instance && !$0.expected.isEmpty })
        else { return overall }
        let place = JSONPointer(Array(first.instance.tokens.dropFirst(depth)))
        guard let found = value[place] else { return overall }
        var expected: [String] = []
        for word in causes.flatMap(\.expected) where !expected.contains(word) { expected.append(word) }
        let isKind = first.keyword == "type"
        return SchemaViolation(
            instance: first.instance, schema: overall.schema, keyword: first.keyword,
            message: isKind
                ? Wording.kind(expected: expected, found: found) : Wording.choice(expected: expected, found: found),
            suggestion: isKind ? nil : Wording.nearest(to: found, among: expected), expected: expected)
    }

    /// Forms that differ only in the key they need.
    private func missingAlternatives(_ branches: [[SchemaViolation]]) -> SchemaViolation? {
        let causes = branches.compactMap { $0.count == 1 ? $0[0] : nil }
        let keys = causes.compactMap { $0.keyword == "required" ? $0.key : nil }
        guard keys.count == branches.count, causes.allSatisfy({ $0.instance == overall.instance }) else { return nil }
        let names = Wording.list(keys.map { "`\($0)`" }, last: "or")
        return SchemaViolation(
            instance: overall.instance, schema: overall.schema, keyword: overall.keyword,
            message: "\(names) is missing", expected: keys)
    }
}
