/// Something in a store that must not be.
public struct AuditFinding: Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        /// What came into a subscription is not the sum of what is there and what was removed.
        case conservation
        /// A job's status does not follow from its deliveries.
        case status
        /// A job that has not ended has no delivery that could go on.
        case stuck
        /// A locked delivery without a deadline or a worker, or one that is not locked with them.
        case lock
        /// A delivery waits for a key that nobody holds.
        case key
        /// A dead letter without a reason or a failure.
        case deadLetter = "dead_letter"
        /// A job's last event does not say how it ended.
        case event
        /// What was spent is not the sum of the calls, or money is set aside for a lock that is over.
        case spend
        /// The database says that its file is damaged.
        case file
    }

    public let code: Code
    /// A sentence that names what is concerned.
    public let text: String

    public init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }
}
