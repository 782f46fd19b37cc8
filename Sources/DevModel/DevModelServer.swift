import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// A server that speaks the OpenAI-compatible chat completions interface without a model behind it.
///
/// A stand-in, and it says so: in every answer (`model`, `system_fingerprint`, the header `x-millrace-dev-model`) and
/// in its log. Images are measured (colours, brightness, change between frames), text is answered from its words, and
/// both in the JSON Schema asked for; equal requests get equal answers. It needs `ffmpeg` on PATH to look at images.
///
/// Routes: `POST /v1/chat/completions` and `POST /v1/audio/transcriptions` (any path that ends so), `GET /v1/models`,
/// `GET /healthz`, `GET /v1/_dev/state` (``counters``), `GET /ledger` (``ledger``). No keys are asked for: listen on loopback.
public struct DevModelServer: Service {
    private let options: DevModelOptions
    private let logger: Logger
    private let state: ServerState
    private let decoder: ImageDecoder

    public init(options: DevModelOptions = DevModelOptions(), logger: Logger) {
        let ffmpeg = FFmpegDecoder(timeLimit: options.decodeTimeLimit)
        self.init(options: options, logger: logger, decoder: ImageDecoder(decodeOne: ffmpeg.decode))
    }

    init(options: DevModelOptions, logger: Logger, decoder: ImageDecoder) {
        self.options = options
        self.logger = logger
        self.decoder = decoder
        state = ServerState(faults: options.faults)
    }

    /// Listens until the task is cancelled or, inside a service group, until the group shuts down: then answers what is
    /// under way and returns. Requests that a fault holds are let go.
    ///
    /// - Throws: ``DevModelError`` with `address_unavailable`.
    public func run() async throws { try await run { _ in } }

    /// As ``run()``; `onRunning` is called once, as soon as requests are taken.
    public func run(onRunning: @escaping @Sendable (DevModelAddress) -> Void) async throws {
        state.setStopping(false)
        try await withGracefulShutdownHandler {
            try await serve(onRunning: onRunning)
        } onGracefulShutdown: {
            state.setStopping(true)
        }
    }

    /// Runs the server for as long as `body` runs, and tells it the address: with port 0, the port that was free.
    ///
    /// - Throws: what `body` throws; ``DevModelError`` with `address_unavailable`.
    public func withServer<Value: Sendable>(
        _ body: (DevModelAddress) async throws -> Value
    ) async throws -> Value {
        let (addresses, found) = AsyncStream<DevModelAddress>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { found.finish() }
                try await serve { found.yield($0) }
            }
            defer { group.cancelAll() }
            var iterator = addresses.makeAsyncIterator()
            guard let address = await iterator.next() else {
                try await group.next()
                throw CancellationError()
            }
            return try await body(address)
        }
    }

    private func serve(onRunning: @escaping @Sendable (DevModelAddress) -> Void) async throws {
        let asked = options.address
        let models = ModelEndpoint(options: options, decoder: decoder, state: state, logger: logger)
        let router = RequestRouter(models: models, state: state)
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            responder: CallbackResponder { await router.respond(to: $0, $1) },
            server: .http1(configuration: .init(additionalChannelHandlers: [ConnectionWatch(state: state)])),
            configuration: .init(address: .hostname(asked.host, port: asked.port), serverName: ChatReply.fingerprint),
            onServerRunning: { channel in
                let address = DevModelAddress(host: asked.host, port: channel.localAddress?.port ?? asked.port)
                announce(address)
                onRunning(address)
            },
            logger: quiet)
        do {
            try await application.run()
        } catch  where !(error is CancellationError) {
            // Past its start the application ends without an error.
            throw DevModelError(.addressUnavailable, "cannot listen on \(asked.host):\(asked.port): \(error)")
        }
    }

    private func announce(_ address: DevModelAddress) {
        logger.notice(
            "development model: a stand-in, its answers are computed and no model's",
            metadata: ["url": "\(address.baseURL)"])
        if !address.isLoopback {
            logger.warning("the development model asks for no key, and listens beyond this machine")
        }
    }
}

extension DevModelServer {
    /// What was seen so far.
    public var counters: DevModelCounters { state.counters }

    /// The counters now and after every change; changes that follow each other fast may be seen as one.
    public func counterUpdates() -> AsyncStream<DevModelCounters> { state.counterUpdates() }

    /// Waits until the counters are as asked; returns the last ones seen when the task is cancelled first.
    public func waitForCounters(_ areAsAsked: (DevModelCounters) -> Bool) async -> DevModelCounters {
        for await counters in state.counterUpdates() where areAsAsked(counters) { return counters }
        return state.counters
    }

    /// What a provider would bill, oldest first, also where a fault then kept the answer back; at most the last 10,000.
    public var ledger: [BilledRequest] { state.billing.requests }

    /// Lets every request that the `hang` fault holds be answered.
    public func releaseHeldRequests() { state.releaseHeldRequests() }

    /// Replaces the faults for the requests to come; "the first N" is counted from here.
    public func setFaults(_ faults: DevModelFaults) { state.setFaults(faults) }
}
