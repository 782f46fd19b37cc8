/// What a broker refuses or cannot do.
public struct BrokerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Raw values are stable codes.
    public enum Code: String, Sendable, CaseIterable {
        /// The lock is no longer held: its time is over, or another worker holds a newer one. Nothing was written.
        case lockLost = "lock_lost"
        case notFound = "not_found"
        /// No subscription takes the message.
        case unroutable
        /// The idempotency key was used for another body.
        case idempotencyConflict = "idempotency_conflict"
        /// The job has already ended.
        case jobEnded = "job_ended"
        case unknownSubscription = "unknown_subscription"
        /// A job of that id exists.
        case duplicateID = "duplicate_id"
        /// A budget does not hold what a call may cost. Nothing was set aside.
        case budgetExceeded = "budget_exceeded"
        /// The store is shut.
        case closed = "store_closed"
        /// Another process owns the file.
        case owned = "store_owned"
        /// The file was written by a newer version.
        case newer = "store_newer"
        /// The file is no store of ours, or is damaged.
        case foreign = "store_foreign"
        /// The disk is full or refuses writes; nothing was stored.
        case full = "store_full"
        /// Any other error of the database.
        case storage = "store_error"
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code.rawValue): \(message)" }
}
