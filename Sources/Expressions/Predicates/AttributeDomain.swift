public import JSONModel

/// What is known of the attributes of messages before any filter looks at them.
public struct AttributeDomain: Sendable {
    /// Which values an attribute can have.
    public var values: [String: ValueSet]
    /// Whether there may be attributes beyond those.
    public var isOpen: Bool
    /// What examples show where nothing else is asked.
    public var examples: [String: JSONValue]

    public init(_ values: [String: ValueSet] = [:], isOpen: Bool = true, examples: [String: JSONValue] = [:]) {
        self.values = values
        self.isOpen = isOpen
        self.examples = examples
    }
}
