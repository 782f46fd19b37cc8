public import Broker
public import Expressions
public import JSONModel

/// `routing.yaml`: which pipeline takes which messages, and with what limits.
public struct RoutingDefinition: Sendable {
    /// Each once, by name.
    public let topics: [Topic]
    public let subscriptions: [SubscriptionDefinition]

    /// - Parameter topics: one may be named often, as every file may: the first window given counts.
    public init(topics: [Topic] = [], subscriptions: [SubscriptionDefinition]) {
        let windows = Dictionary(grouping: topics, by: \.name).mapValues { $0.compactMap(\.duplicateWindow).first }
        self.topics = windows.map { Topic(name: $0.key, duplicateWindow: $0.value) }.sorted { $0.name < $1.name }
        self.subscriptions = subscriptions
    }
}

/// One subscription of `routing.yaml`.
public struct SubscriptionDefinition: Sendable {
    public let name: String
    public let topic: String
    public let match: [String: JSONValue]
    public let when: Expression?
    /// The pipeline's name.
    public let pipeline: String
    /// Default 1.
    public let concurrency: Int
    /// How many deliveries are locked beyond those that run. Default 0.
    public let prefetch: Int
    /// Default 1 minute.
    public let lock: Duration
    /// How long a lock is renewed at most; `nil` means as long as the attempt runs.
    public let renewFor: Duration?
    public let timeToLive: Duration?
    /// Default 10.
    public let deliveries: Int
    /// Default 15 s, 45 s, 2 m.
    public let backoff: [Duration]
    /// For one delivery attempt. Default 10 minutes.
    public let timeout: Duration
    /// At most 4, which all hold. Default: none.
    public let limits: [LimitDefinition]
    /// Several deliveries run the pipeline together. Default: each by itself.
    public internal(set) var batch: BatchRule?
    /// Whether a submission waits for its result: the first rule whose condition holds decides. Default: queued.
    public internal(set) var dispatch: [DispatchRule]

    public init(
        name: String, topic: String = "jobs", match: [String: JSONValue] = [:], when: Expression? = nil,
        pipeline: String,
        concurrency: Int = 1, prefetch: Int = 0, lock: Duration = .seconds(60), renewFor: Duration? = nil,
        timeToLive: Duration? = nil, deliveries: Int = 10,
        backoff: [Duration] = [.seconds(15), .seconds(45), .seconds(120)],
        timeout: Duration = .seconds(600), limits: [LimitDefinition] = [], batch: BatchRule? = nil,
        dispatch: [DispatchRule] = []
    ) {
        self.name = name
        self.topic = topic
        self.match = match
        self.when = when
        self.pipeline = pipeline
        self.concurrency = concurrency
        self.prefetch = prefetch
        self.lock = lock
        self.renewFor = renewFor
        self.timeToLive = timeToLive
        self.deliveries = deliveries
        self.backoff = backoff
        self.timeout = timeout
        self.limits = limits
        self.batch = batch
        self.dispatch = dispatch
    }
}

/// `batch` of a subscription.
public struct BatchRule: Sendable {
    /// How many deliveries run together at most.
    public let size: Int
    /// How long the first waits for more.
    public let wait: Duration
    /// Only deliveries whose messages give the same value run together; `nil`: any.
    public let by: Expression?

    public init(size: Int, wait: Duration, by: Expression?) {
        self.size = size
        self.wait = wait
        self.by = by
    }
}

/// One rule of `dispatch`.
public struct DispatchRule: Sendable {
    public enum Run: String, Sendable, CaseIterable {
        /// At once, and the submission is answered with the result if that does not take long.
        case inline
        /// When a worker has a place.
        case queued
    }

    /// `nil` always holds. Sees `message` and `input`.
    public let when: Expression?
    public let run: Run

    public init(when: Expression?, run: Run) {
        self.when = when
        self.run = run
    }
}
