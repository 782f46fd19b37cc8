public import Broker
public import JSONModel

/// A project that somebody would like to put in force, as the one validator reads it.
public struct ProposedProject: Sendable {
    /// What would keep a delivery from going on.
    public struct Obstacle: Sendable, Hashable {
        /// `subscription_gone`, or `definition_unusable`.
        public let code: String
        public let text: String

        public init(code: String, text: String) {
            self.code = code
            self.text = text
        }
    }

    /// As `millrace validate --format json` writes them.
    public let diagnostics: [JSONValue]
    /// Whether it would be loaded.
    public let isValid: Bool
    /// What stands in the way of a delivery of that subscription which is pinned to that definition.
    public let obstacle: @Sendable (_ subscription: String, Definition) -> Obstacle?

    public init(
        diagnostics: [JSONValue], isValid: Bool,
        obstacle: @escaping @Sendable (_ subscription: String, Definition) -> Obstacle?
    ) {
        self.diagnostics = diagnostics
        self.isValid = isValid
        self.obstacle = obstacle
    }
}
