public import JSONModel

/// Where an outcome is not what a test expects.
public struct ValueMismatch: Sendable, Hashable {
    /// Inside the compared value.
    public let path: JSONPointer
    /// Of the expectation.
    public let range: SourceRange
    /// In a few words.
    public let wanted: String
    /// `nil` if there is nothing at that place.
    public let came: JSONValue?
    /// Whether the stretch is a plain value that another one can replace: no matcher, nor reached through an alias.
    public let isReplaceable: Bool
}

/// Compares what came with what a test expects.
public struct ValueComparison {
    /// Objects may then have no further members, and there are no matchers.
    private let isExact: Bool
    private var mismatches: [ValueMismatch] = []

    private init(isExact: Bool) {
        self.isExact = isExact
    }

    /// What does not fit; empty if all does.
    ///
    /// An object fits if it has at least the expected members; a list has as many items as expected, each of which
    /// fits. Numbers are equal by value: `1` is `1.0`.
    /// - Parameters:
    ///   - actual: `nil` if there is no value.
    ///   - exactly: no further members, and no matchers.
    public static func mismatches(
        of actual: JSONValue?, with expected: YAMLNode, exactly: Bool = false, at path: JSONPointer = .root
    ) -> [ValueMismatch] {
        var comparison = ValueComparison(isExact: exactly)
        comparison.compare(expected, actual, at: path, isAliased: false)
        return comparison.mismatches
    }

    private mutating func compare(
        _ expected: YAMLNode, _ actual: JSONValue?, at path: JSONPointer, isAliased: Bool
    ) {
        let isAliased = isAliased || expected.aliasRange != nil
        if !isExact, let matcher = ValueMatcher(expected) {
            if !matcher.fits(actual) { note(expected, matcher.text, actual, path, isReplaceable: false) }
            return
        }
        guard let actual else {
            return note(expected, expected.jsonValue.text(), nil, path, isReplaceable: false)
        }
        switch expected.content {
        case .scalar(let scalar):
            guard !Self.isSame(scalar.value, actual) else { return }
            note(expected, scalar.value.text(), actual, path, isReplaceable: !isAliased)
        case .sequence(let items):
            guard let values = actual.arrayValue, values.count == items.count else {
                let wanted = items.count == 1 ? "a list of 1 item" : "a list of \(items.count) items"
                return note(expected, wanted, actual, path, isReplaceable: !isAliased)
            }
            for (index, (item, value)) in zip(items, values).enumerated() {
                compare(item, value, at: path.appending(index), isAliased: isAliased)
            }
        case .mapping(let entries): compare(entries, of: expected, actual, path, isAliased)
        }
    }

    private mutating func compare(
        _ entries: [YAMLEntry], of expected: YAMLNode, _ actual: JSONValue, _ path: JSONPointer, _ isAliased: Bool
    ) {
        guard let members = actual.objectValue else {
            return note(expected, "an object", actual, path, isReplaceable: !isAliased)
        }
        for entry in entries {
            compare(entry.value, members[entry.key], at: path.appending(entry.key), isAliased: isAliased)
        }
        let expectedKeys = Set(entries.map(\.key))
        guard isExact, let further = members.keys.filter({ !expectedKeys.contains($0) }).min() else { return }
        note(expected, "no `\(further)`", members[further], path.appending(further), isReplaceable: false)
    }

    private mutating func note(
        _ expected: YAMLNode, _ wanted: String, _ came: JSONValue?, _ path: JSONPointer, isReplaceable: Bool
    ) {
        mismatches.append(
            ValueMismatch(
                path: path, range: expected.aliasRange ?? expected.range, wanted: wanted, came: came,
                isReplaceable: isReplaceable))
    }

    private static func isSame(_ one: JSONValue, _ other: JSONValue) -> Bool {
        if case .int(let left) = one, case .int(let right) = other { return left == right }
        if let left = one.doubleValue, let right = other.doubleValue { return left == right }
        return one == other
    }
}
