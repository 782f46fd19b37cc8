public import JSONModel

/// A rule on a topic: which messages it takes a copy of, which pipeline runs for each, and its limits.
public struct Subscription: Sendable {
    /// Unique over all topics.
    public var name: String
    public var topic: String
    /// Attributes that must equal these values; empty matches every message.
    public var match: [String: JSONValue]
    /// A further condition on the attributes (`when`). Only *true* matches; an error is no match.
    public var condition: (@Sendable ([String: JSONValue]) -> Bool)?
    /// The hash of the pipeline definition that new deliveries are pinned to; see ``Definition``.
    public var definition: String
    /// How many attempts may run at once.
    public var concurrency: Int
    /// How long a lock lasts unless renewed.
    public var lock: Duration
    /// How long after its enqueuing a delivery may still be started; `nil` means for ever.
    public var timeToLive: Duration?
    /// How often a delivery is tried at most before it is dead-lettered.
    public var deliveries: Int
    /// The wait before each further delivery; the last one repeats.
    public var backoff: [Duration]
    /// All of them hold. With any, the keys take turns, however much waits for one of them.
    public var limits: [KeyLimit]

    public init(
        name: String, topic: String, match: [String: JSONValue],
        condition: (@Sendable ([String: JSONValue]) -> Bool)? = nil, definition: String, concurrency: Int = 1,
        lock: Duration = .seconds(60), timeToLive: Duration? = nil, deliveries: Int = 10,
        backoff: [Duration] = [.seconds(15)], limits: [KeyLimit] = []
    ) {
        self.name = name
        self.topic = topic
        self.match = match
        self.condition = condition
        self.definition = definition
        self.concurrency = concurrency
        self.lock = lock
        self.timeToLive = timeToLive
        self.deliveries = deliveries
        self.backoff = backoff
        self.limits = limits
    }

    /// Whether a message with these attributes gets a copy here.
    public func takes(_ attributes: [String: JSONValue]) -> Bool {
        match.allSatisfy { attributes[$0.key] == $0.value } && (condition?(attributes) ?? true)
    }

    /// The wait after the delivery of that number (the first is 1) failed.
    public func backoff(afterDelivery number: Int) -> Duration {
        guard let last = backoff.last else { return .zero }
        return backoff.indices.contains(number - 1) ? backoff[number - 1] : last
    }
}

/// A pipeline's text under the hash of its content. Jobs name the hash, so a changed file never changes a job under way.
public struct Definition: Sendable, Hashable, Codable {
    public let hash: String
    public let name: String
    public let text: String

    public init(hash: String, name: String, text: String) {
        self.hash = hash
        self.name = name
        self.text = text
    }
}

/// The subscriptions in force and the definitions they name.
public struct Topology: Sendable {
    /// Those with settings; a topic that is not named here has none.
    public var topics: [Topic]
    public var subscriptions: [Subscription]
    public var definitions: [Definition]
    public var schedules: [Schedule]
    /// All of them hold.
    public var budgets: [Budget]

    public init(
        topics: [Topic] = [], subscriptions: [Subscription], definitions: [Definition], schedules: [Schedule] = [],
        budgets: [Budget] = []
    ) {
        self.topics = topics
        self.subscriptions = subscriptions
        self.definitions = definitions
        self.schedules = schedules
        self.budgets = budgets
    }
}
