public import JSONModel

/// The wish to set the most that a call can cost aside, before it is made.
public struct SpendRequest: Sendable, Hashable {
    public var lock: Lock
    public var stepID: String
    /// The try of the step.
    public var attempt: Int
    /// What is paid for, such as the model's name.
    public var name: String
    public var most: Money

    public init(lock: Lock, stepID: String, attempt: Int, name: String, most: Money) {
        self.lock = lock
        self.stepID = stepID
        self.attempt = attempt
        self.name = name
        self.most = most
    }
}

/// What a call did cost: ends its reservation.
public struct SpendSettlement: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// Counts as it is; one beyond what was set aside is an overrun.
        case billed(Money)
        case free
        /// Nobody can tell: counts at all that was set aside.
        case unknown
    }

    /// As ``AttemptBroker/reserve(_:at:)`` answered it.
    public var reservation: Int64
    public var outcome: Outcome
    /// Such as `prompt_tokens`.
    public var amounts: [String: Double]

    public init(reservation: Int64, outcome: Outcome, amounts: [String: Double] = [:]) {
        self.reservation = reservation
        self.outcome = outcome
        self.amounts = amounts
    }
}
