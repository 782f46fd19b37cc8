import JSONModel

/// A number that was hardly meant as one: `0123`, `version: 1.10`, or more digits than a number keeps.
struct ReadingDoubt {
    /// As it stands in the file.
    let source: String
    /// What is left of it.
    let number: String
    /// Whether nothing but the text can be meant.
    let isCertain: Bool

    var quoted: String { "\"\(source)\"" }

    init?(_ node: YAMLNode, key: String) {
        guard let scalar = node.scalar, node.aliasRange == nil, scalar.style == .plain,
            let shown = Self.shown(scalar.value)
        else { return nil }
        source = scalar.source
        number = shown
        let digits = source.drop { $0 == "-" || $0 == "+" }
        let isWhole = digits.allSatisfy(\.isNumber)
        let hasLeadingZero = isWhole && digits.count > 1 && digits.first == "0"
        let isTooLong = if isWhole, case .double = scalar.value { true } else { false }
        let isVersion = Self.isVersionLike(key) && source.contains(".") && source != shown
        guard hasLeadingZero || isTooLong || isVersion else { return nil }
        isCertain = isVersion
    }

    private static func shown(_ value: JSONValue) -> String? {
        switch value {
        case .int(let number): "\(number)"
        case .double(let number): Int64(exactly: number).map(String.init) ?? "\(number)"
        default: nil
        }
    }

    private static func isVersionLike(_ key: String) -> Bool {
        let words = key.lowercased().split { $0 == "_" || $0 == "-" }
        return words.last == "version" || words.last == "release" || words.last == "tag" || key.hasSuffix("Version")
    }
}
