public import JSONModel

/// The wish to try a dead letter again, in its subscription alone. Its attempts and its time to live begin anew.
public struct Redrive: Sendable, Hashable {
    public enum Start: String, Sendable, CaseIterable {
        /// What earlier attempts finished is kept.
        case failedStep = "failed-step"
        case start
    }

    /// As read with the dead letter.
    public var lock: Lock
    public var start: Start
    /// Replaces the payload for this delivery alone; begins at the start.
    public var payload: JSONValue?
    /// The hash of another definition to run by; `nil` stays with the pinned one.
    public var definition: String?
    public var notBefore: Timestamp?

    public init(
        lock: Lock, start: Start = .failedStep, payload: JSONValue? = nil, definition: String? = nil,
        notBefore: Timestamp? = nil
    ) {
        self.lock = lock
        self.start = start
        self.payload = payload
        self.definition = definition
        self.notBefore = notBefore
    }
}
