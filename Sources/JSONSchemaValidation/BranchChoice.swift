import JSONModel

/// One form of `anyOf` or `oneOf`, and what keeps a value from having it.
struct SchemaBranch {
    /// The likeliest cause first; never empty.
    let violations: [SchemaViolation]
    /// The members for which this form allows only certain values.
    let fixedMembers: [String: [JSONValue]]
}

/// Which of the forms in `anyOf` or `oneOf` was meant, judged by what keeps the value from each of them.
struct BranchChoice {
    let branches: [SchemaBranch]
    let value: JSONValue
    /// What is said when no form stands out.
    let overall: SchemaViolation

    private var depth: Int { overall.instance.tokens.count }

    /// The violations to report: those of the form that was meant, or one for all forms.
    var violations: [SchemaViolation] {
        let ofRightKind = branches.filter { !$0.violations.contains { isHere($0) && $0.keyword == "type" } }
        guard !ofRightKind.isEmpty else { return [merged(branches, where: { isHere($0) && $0.keyword == "type" })] }
        let possible = ofRightKind.filter { !$0.violations.contains { isHere($0) && isChoice($0) } }
        let isMisspelt = ofRightKind.contains {
            $0.violations.contains { isHere($0) && $0.suggestion != nil && isChoice($0) }
        }
        guard !possible.isEmpty, !isMisspelt else {
            return [merged(ofRightKind, where: { isHere($0) && isChoice($0) })]
        }
        let (selected, key) = discriminated(possible)
        if let key, selected.isEmpty {
            return [
                merged(possible, where: { isChoice($0) && $0.instance.tokens.dropFirst(depth).elementsEqual([key]) })
            ]
        }
        if selected.count > 1 {
            let shared = sharedCauses(of: selected)
            if !shared.isEmpty { return shared }
            if let alternatives = missingAlternatives(selected) { return [alternatives] }
        }
        return nearest(of: selected)?.violations ?? [overall]
    }

    private func isHere(_ violation: SchemaViolation) -> Bool { violation.instance.tokens.count == depth }

    private func isChoice(_ violation: SchemaViolation) -> Bool {
        ["const", "enum", ""].contains(violation.keyword)
    }

    /// The forms that a member with few values, such as `kind`, points at.
    ///
    /// If its value fits none of them, the list is empty and the key is given.
    private func discriminated(_ branches: [SchemaBranch]) -> (branches: [SchemaBranch], key: String?) {
        guard branches.count > 1, let members = value.objectValue else { return (branches, nil) }
        let keys = Set(branches.flatMap(\.fixedMembers.keys)).filter { members[$0] != nil }
        var unfitting: String?
        for key in keys.sorted() {
            guard let value = members[key] else { continue }
            let fitting = branches.filter { $0.fixedMembers[key]?.contains { $0.equals(value) } ?? false }
            let neutral = branches.filter { $0.fixedMembers[key] == nil }
            guard fitting.count + neutral.count < branches.count else { continue }
            if !fitting.isEmpty { return discriminated(fitting) }
            if neutral.isEmpty { unfitting = unfitting ?? key }
        }
        return unfitting == nil ? (branches, nil) : ([], unfitting)
    }

    /// What would have to be mended whichever form was meant.
    private func sharedCauses(of branches: [SchemaBranch]) -> [SchemaViolation] {
        guard let first = branches.first else { return [] }
        return first.violations.filter { cause in
            branches.dropFirst().allSatisfy { branch in
                branch.violations.contains { $0.instance == cause.instance && $0.message == cause.message }
            }
        }
    }

    /// The form that needs the fewest changes; `nil` if two need as many.
    private func nearest(of branches: [SchemaBranch]) -> SchemaBranch? {
        let costs = branches.map { branch in branch.violations.reduce(0) { $0 + cost(of: $1) } }
        guard let least = costs.min(), costs.count(where: { $0 == least }) == 1 else { return nil }
        return costs.firstIndex(of: least).map { branches[$0] }
    }

    /// A value of the wrong kind has to be written anew with all it holds, a key that nobody knows has to go with it.
    private func cost(of violation: SchemaViolation) -> Int {
        let isUnknown = violation.suggestion == nil && ViolationRanking.isUnknownKey(violation)
        guard violation.keyword == "type" || isUnknown else { return 1 }
        let place = JSONPointer(Array(violation.instance.tokens.dropFirst(depth)))
        return value[place].map { 1 + Self.size(of: $0, levels: 4) } ?? 1
    }

    private static func size(of value: JSONValue, levels: Int) -> Int {
        guard levels > 0 else { return 0 }
        switch value {
        case .array(let items): return items.prefix(100).reduce(items.count) { $0 + size(of: $1, levels: levels - 1) }
        case .object(let members):
            return members.values.prefix(100).reduce(members.count) { $0 + size(of: $1, levels: levels - 1) }
        default: return 0
        }
    }

    /// One violation that lists what each form would accept at the same place.
    private func merged(_ branches: [SchemaBranch], where isCause: (SchemaViolation) -> Bool) -> SchemaViolation {
        let causes = branches.compactMap { $0.violations.first(where: isCause) }
        guard causes.count == branches.count, let first = causes.first,
            causes.allSatisfy({ $0.instance == first.instance && !$0.expected.isEmpty })
        else { return causes.count == 1 ? causes[0] : overall }
        guard let found = value[JSONPointer(Array(first.instance.tokens.dropFirst(depth)))] else { return overall }
        if causes.count == 1 { return first }
        var expected: [String] = []
        for word in causes.flatMap(\.expected) where !expected.contains(word) { expected.append(word) }
        let isKind = first.keyword == "type"
        return SchemaViolation(
            instance: first.instance, schema: overall.schema, keyword: first.keyword,
            message: isKind
                ? Wording.kind(expected: expected, found: found) : Wording.choice(expected: expected, found: found),
            suggestion: isKind ? nil : Wording.nearest(to: found, among: expected), expected: expected,
            keywordLocation: overall.keywordLocation, absoluteKeywordLocation: overall.absoluteKeywordLocation)
    }

    /// Forms that differ only in the key they need.
    private func missingAlternatives(_ branches: [SchemaBranch]) -> SchemaViolation? {
        let causes = branches.compactMap { $0.violations.count == 1 ? $0.violations[0] : nil }
        let keys = causes.compactMap { $0.keyword == "required" ? $0.key : nil }
        guard keys.count == branches.count, causes.allSatisfy({ $0.instance == overall.instance }) else { return nil }
        let names = Wording.list(keys.map { "`\($0)`" }, last: "or")
        return SchemaViolation(
            instance: overall.instance, schema: overall.schema, keyword: overall.keyword,
            message: "\(names) is missing", expected: keys, keywordLocation: overall.keywordLocation,
            absoluteKeywordLocation: overall.absoluteKeywordLocation)
    }
}
