import JSONModel

/// Rules for attributes that must all hold.
struct AttributeTerm: Sendable {
    private(set) var sets: [String: ValueSet] = [:]
    /// Whether attributes without a rule are absent; otherwise they may be anything.
    private(set) var isClosed = false

    init() {}

    /// `nil` if nothing can fit.
    init?(_ sets: [String: ValueSet], isClosed: Bool = false) {
        if sets.values.contains(where: \.isEmpty) { return nil }
        self.sets = sets
        self.isClosed = isClosed
    }

    func values(of attribute: String) -> ValueSet { sets[attribute] ?? (isClosed ? .absent : .anything) }

    /// `nil` if nothing can fit both.
    func intersection(_ other: AttributeTerm) -> AttributeTerm? {
        var both = self
        both.isClosed = isClosed || other.isClosed
        for attribute in other.sets.keys {
            let values = values(of: attribute).intersection(other.values(of: attribute))
            if values.isEmpty { return nil }
            both.sets[attribute] = values
        }
        guard other.isClosed else { return both }
        for attribute in sets.keys where other.sets[attribute] == nil {
            let values = values(of: attribute).intersection(.absent)
            if values.isEmpty { return nil }
            both.sets[attribute] = values
        }
        return both
    }

    /// Attributes that fit.
    /// - Parameter preferred: values to take where they fit.
    func example(preferring preferred: [String: JSONValue]) -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [:]
        for (attribute, values) in sets {
            if let value = preferred[attribute], values.contains(value) {
                attributes[attribute] = value
            } else if case .value(let value) = values.example {
                attributes[attribute] = value
            }
        }
        return attributes
    }
}
