import JSONModel

/// Puts the likeliest cause first and drops what only follows from another violation.
enum ViolationRanking {
    static func ranked(_ violations: [SchemaViolation]) -> [SchemaViolation] {
        let misspelt = Set(violations.compactMap(misspeltKey))
        var seen: Set<Place> = []
        let causes = violations.filter { violation in
            if violation.keyword == "required", let key = violation.key,
                misspelt.contains(violation.instance.appending(key))
            {
                return false
            }
            return seen.insert(Place(instance: violation.instance, message: violation.message)).inserted
        }
        let keyed = causes.enumerated().map { (rank: rank($1), order: $0, violation: $1) }
        return keyed.sorted { ($0.rank.depth, $0.rank.kind, $0.order) < ($1.rank.depth, $1.rank.kind, $1.order) }
            .map(\.violation)
    }

    private struct Place: Hashable {
        let instance: JSONPointer
        let message: String
    }

    /// The place where the key would be that an unknown key was probably meant to be.
    private static func misspeltKey(_ violation: SchemaViolation) -> JSONPointer? {
        guard isUnknownKey(violation), let suggestion = violation.suggestion else { return nil }
        return JSONPointer(Array(violation.instance.tokens.dropLast())).appending(suggestion)
    }

    static func isUnknownKey(_ violation: SchemaViolation) -> Bool {
        ["additionalProperties", "unevaluatedProperties"].contains(violation.keyword) && violation.key != nil
    }

    private static func rank(_ violation: SchemaViolation) -> (depth: Int, kind: Int) {
        let depth = violation.instance.tokens.count
        if isUnknownKey(violation) { return (depth - 1, violation.suggestion == nil ? 4 : 0) }
        return switch violation.keyword {
        case "required", "dependentRequired": (depth, 1)
        case "type": (depth, 2)
        case "not", "": (depth, 5)
        default: (depth, 3)
        }
    }
}
