public import Broker
import Hummingbird
public import Logging
import HummingbirdCore
public import PipelineRuntime
public import SignalRHub

/// The HTTP API in front of a broker and its runtime.
public struct MillraceServer: Sendable {
    /// What the server stands on.
    public struct Parts: Sendable {
        public var broker: any Broker
        public var intake: JobIntake
        public var time: TimeSource
        public var project: ProjectInForce
        /// The subscriptions that this process works on.
        public var workingSubscriptions: Set<String>
        /// Writes a copy of the store to an absolute path where there is no file; `nil` where the driver cannot.
        public var backup: (@Sendable (String) async throws(BrokerError) -> Void)?
        /// Begins a job at once, beyond its subscription's concurrency; `false` where that cannot be.
        public var startNow: @Sendable (String) async -> Bool = { _ in false }
        /// Where browsers and apps connect; `nil` for no in-app channel.
        public var hub: Hub?
        /// False as soon as the process is going away.
        public var isReady: @Sendable () -> Bool

        public init(
            broker: any Broker, intake: JobIntake, time: TimeSource, project: ProjectInForce = .unknown,
            workingSubscriptions: Set<String> = [],
            backup: (@Sendable (String) async throws(BrokerError) -> Void)? = nil,
            isReady: @escaping @Sendable () -> Bool
        ) {
            self.broker = broker
            self.intake = intake
            self.time = time
            self.project = project
            self.workingSubscriptions = workingSubscriptions
            self.backup = backup
            self.isReady = isReady
        }
    }

    /// Bodies above this are refused with 413 before they are read. 1 MiB.
    public static let bodyLimit = 1 << 20

    private let host: String
    private let port: Int
    private let parts: Parts
    private let ends: JobEnds
    private let logger: Logger

    public init(host: String, port: Int, parts: Parts, logger: Logger) {
        self.host = host
        self.port = port
        self.parts = parts
        ends = JobEnds(broker: parts.broker, time: parts.time)
        self.logger = logger
    }

    /// Serves until the task is cancelled.
    /// - Parameter onListening: called with the port once requests are taken; it differs from the one asked for when that was 0.
    public func run(onListening: @escaping @Sendable (Int) async -> Void) async throws {
        // The server ends with its task, in the middle of whatever its connections do: nothing to log.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: router, server: server,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "millrace"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ends.run() }
            group.addTask { await parts.hub?.run() }
            defer { group.cancelAll() }
            try await application.run()
        }
    }

    private var server: HTTPServerBuilder {
        guard let hub = parts.hub else { return .http1() }
        return HTTPServerBuilder { HubChannel(hub: hub, responder: $0) }
    }

    private var router: Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware(logger: logger))
        router.add(middleware: ForeignPageMiddleware())
        let bench = Workbench(parts)
        let endpoints =
            HealthRoutes(isReady: parts.isReady).endpoints
            + JobRoutes(
                bench: bench, intake: parts.intake, time: parts.time, ends: ends, startNow: parts.startNow
            ).endpoints
            + DeadLetterRoutes(bench: bench).endpoints + StoreRoutes(bench: bench).endpoints
            + CostRoutes(bench: bench).endpoints + ContactRoutes(bench: bench).endpoints
            + ValidationRoutes(bench: bench).endpoints + OverviewRoutes(bench: bench).endpoints
        RouteTable(endpoints: endpoints).add(to: router)
        if let hub = parts.hub {
            HubRoutes(hub).add(to: router)
            SendRoutes(hub).add(to: router)
        }
        return router
    }
}
