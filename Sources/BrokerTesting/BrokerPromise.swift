public import Broker
public import Testing

/// Makes the brokers a promise is checked with.
public struct BrokerFactory: Sendable {
    /// Makes an empty broker.
    public let makeBroker: @Sendable () async throws -> any Broker
    /// Closes a broker and opens its store again; `nil` for brokers that forget.
    public let reopen: (@Sendable (any Broker) async throws -> any Broker)?

    public init(
        makeBroker: @escaping @Sendable () async throws -> any Broker,
        reopen: (@Sendable (any Broker) async throws -> any Broker)? = nil
    ) {
        self.makeBroker = makeBroker
        self.reopen = reopen
    }
}

/// Something every broker must keep. A bug found in one driver becomes a promise for all.
public struct BrokerPromise: Sendable, CustomTestStringConvertible {
    /// A sentence.
    public let name: String
    /// Where the promise comes from, such as `DESIGN §6.5; I19`.
    public internal(set) var source = ""
    private let body: @Sendable (BrokerBench) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (BrokerBench) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Checks the promise with a new broker, and that it leaves a store without findings.
    public func check(_ factory: BrokerFactory) async throws {
        let broker = try await factory.makeBroker()
        try await broker.configure(BrokerBench.topology, at: .at(0))
        let bench = BrokerBench(broker: broker, reopen: factory.reopen)
        try await body(bench)
        if await bench.isOpen { try await bench.expectLawful() }
        await broker.close()
    }

    public var testDescription: String { name }

    /// What all brokers promise.
    public static let all: [BrokerPromise] = Group.all.flatMap(\.promises)

    /// What those promise that outlive their process; needs `reopen`.
    public static let durable: [BrokerPromise] = Group.durable.flatMap(\.promises)
}
