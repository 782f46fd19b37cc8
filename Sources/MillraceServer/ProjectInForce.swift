public import Broker
public import JSONModel
public import JSONSchemaValidation

/// What the API asks of the project whose routes are in force.
public struct ProjectInForce: Sendable {
    /// What keeps a payload from being run by a definition; nothing if it fits.
    public var violations: @Sendable (Definition, JSONValue) -> [SchemaViolation]
    /// The hash of the definition that new deliveries of a subscription are pinned to.
    public var currentDefinition: @Sendable (_ subscription: String) -> String?
    /// What the project says of each schedule, by name, with its next instants after that moment.
    public var schedules: @Sendable (Timestamp) -> [String: JSONValue]
    /// Reads other files, by path, in the place of the project's own; `nil` where nobody knows the plugins.
    public var proposal: (@Sendable (_ files: [String: String]) -> ProposedProject)?

    public init(
        violations: @escaping @Sendable (Definition, JSONValue) -> [SchemaViolation],
        currentDefinition: @escaping @Sendable (_ subscription: String) -> String?,
        schedules: @escaping @Sendable (Timestamp) -> [String: JSONValue] = { _ in [:] }
    ) {
        self.violations = violations
        self.currentDefinition = currentDefinition
        self.schedules = schedules
    }

    /// Nobody has read a project: every payload fits, and nothing is current.
    public static let unknown = ProjectInForce(violations: { _, _ in [] }, currentDefinition: { _ in nil })
}
