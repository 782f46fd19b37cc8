public import JSONModel

/// A limit that holds for each key apart, such as two attempts at once for each creator.
///
/// The key is taken from the attributes when the message is published. A message without the key is not limited.
public struct KeyLimit: Sendable {
    /// How often attempts may start: `count` at once, then one for each `period / count`.
    public struct Rate: Sendable, Hashable {
        /// At least 1.
        public let count: Int
        /// At least a millisecond.
        public let period: Duration

        public init(count: Int, period: Duration) {
            self.count = count
            self.period = period
        }
    }

    /// How it is written in `routing.yaml`, for people.
    public var text: String
    /// The key of a message with these attributes; `nil` for none.
    public var key: @Sendable ([String: JSONValue]) -> String?
    /// How many attempts of one key may run at once; `nil` means any number.
    public var concurrency: Int?
    public var rate: Rate?

    public init(
        text: String, concurrency: Int? = nil, rate: Rate? = nil,
        key: @escaping @Sendable ([String: JSONValue]) -> String?
    ) {
        self.text = text
        self.concurrency = concurrency
        self.rate = rate
        self.key = key
    }
}

/// What a delivery waits for although it is due: another delivery of its key, or the key's rate.
public struct KeyWait: Sendable, Hashable {
    public enum Cause: String, Sendable, CaseIterable {
        case concurrency, rate
    }

    /// Which of the subscription's limits, from 0.
    public let limit: Int
    public let key: String
    public let cause: Cause

    public init(limit: Int, key: String, cause: Cause) {
        self.limit = limit
        self.key = key
        self.cause = cause
    }
}
