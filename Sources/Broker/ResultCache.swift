public import JSONModel

/// A step's output to be kept for the next call with the same key.
public struct CacheWrite: Sendable, Hashable {
    public var key: String
    public var output: JSONValue
    public var expiresAt: Timestamp
    /// What the call did cost, and the next one saves.
    public var money: Money

    public init(key: String, output: JSONValue, expiresAt: Timestamp, money: Money = .zero) {
        self.key = key
        self.output = output
        self.expiresAt = expiresAt
        self.money = money
    }
}

/// A step's output that was kept.
public struct CacheEntry: Sendable, Hashable {
    public var output: JSONValue
    public var money: Money
    public var storedAt: Timestamp
    public var expiresAt: Timestamp
    /// How often it was used.
    public var hits: Int

    public init(output: JSONValue, money: Money, storedAt: Timestamp, expiresAt: Timestamp, hits: Int = 0) {
        self.output = output
        self.money = money
        self.storedAt = storedAt
        self.expiresAt = expiresAt
        self.hits = hits
    }
}
