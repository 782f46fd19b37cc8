public import Broker
import Hummingbird
public import Logging
public import PipelineRuntime

/// The HTTP API in front of a broker and its runtime.
public struct MillraceServer: Sendable {
    /// What the server stands on.
    public struct Parts: Sendable {
        public var broker: any Broker
        public var intake: JobIntake
        public var time: TimeSource
        /// False as soon as the process is going away.
        public var isReady: @Sendable () -> Bool

        public init(
            broker: any Broker, intake: JobIntake, time: TimeSource, isReady: @escaping @Sendable () -> Bool
        ) {
            self.broker = broker
            self.intake = intake
            self.time = time
            self.isReady = isReady
        }
    }

    /// Bodies above this are refused with 413 before they are read. 1 MiB.
    public static let bodyLimit = 1 << 20

    private let host: String
    private let port: Int
    private let parts: Parts
    private let logger: Logger

    public init(host: String, port: Int, parts: Parts, logger: Logger) {
        self.host = host
        self.port = port
        self.parts = parts
        self.logger = logger
    }

    /// Serves until the task is cancelled.
    /// - Parameter onListening: called with the port once requests are taken; it differs from the one asked for when that was 0.
    public func run(onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let router = Router()
        router.add(middleware: ProblemMiddleware(logger: logger))
        HealthRoutes(isReady: parts.isReady).add(to: router)
        JobRoutes(parts: parts).add(to: router.group("v1"))
        // The server ends with its task, in the middle of whatever its connections do: nothing to log.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "millrace"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: quiet)
        try await application.run()
    }
}
