import HTTPTypes
public import HummingbirdCore
public import Logging
public import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// HTTP/1.1 for Hummingbird, with an upgrade to WebSockets on `/hubs/{hub}`.
public struct HubChannel: ServerChildChannel, HTTPChannelHandler {
    /// A connection of a client's machine, and what becomes of it.
    public struct Value: ServerChildChannelValue {
        public let channel: any Channel
        let outcome: EventLoopFuture<Outcome>
    }

    enum Outcome: Sendable {
        case plain(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case socket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, HTTPRequest)
    }

    /// The channel of the request at hand, for answers that may have to be cut off.
    @TaskLocal static var current: (any Channel)?

    /// Frames may hold several messages, or part of one.
    private static let maxFrameBytes = 64 << 10

    public let responder: HTTPChannelHandler.Responder
    private let hub: Hub

    public init(hub: Hub, responder: @escaping HTTPChannelHandler.Responder) {
        self.hub = hub
        self.responder = responder
    }

    public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration(
                upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(upgraders: [upgrader]) { channel in
                    channel.eventLoop.makeCompletedFuture { try plain(channel, logger) }
                })
            // Hummingbird does these itself.
            configuration.enablePipelining = false
            configuration.enableErrorHandling = false
            configuration.enableResponseHeaderValidation = false
            let outcome = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
                configuration: configuration)
            let upgrading = try channel.pipeline.syncOperations.handler(
                type: NIOTypedHTTPServerUpgradeHandler<Outcome>.self)
            try channel.pipeline.syncOperations.addHandler(
                UpgradeFilter(isAdmitted: isSocket), position: .before(upgrading))
            return Value(channel: channel, outcome: outcome)
        }
    }

    public func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.outcome.get() {
            case .plain(let channel):
                await Self.$current.withValue(channel.channel) {
                    await handleHTTP(asyncChannel: channel, logger: logger)
                }
            case .socket(let channel, let head): await serve(channel, head)
            }
        } catch {
            // The client left, or spoke no HTTP, before it was clear what it wanted.
            try? await value.channel.close()
        }
    }

    private func plain(_ channel: any Channel, _ logger: Logger) throws -> Outcome {
        try channel.pipeline.syncOperations.addHandlers([
            HTTP1ToHTTPServerCodec(secure: false), HTTPConnectionStateHandler(logger: logger),
        ])
        return .plain(
            try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
    }

    private var upgrader: NIOTypedWebSocketServerUpgrader<Outcome> {
        NIOTypedWebSocketServerUpgrader(
            maxFrameSize: Self.maxFrameBytes,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    .socket(
                        try NIOAsyncChannel(wrappingChannelSynchronously: channel),
                        try HTTPRequest(head, secure: false, splitCookie: false))
                }
            })
    }

    private func isSocket(_ head: HTTPRequestHead) -> Bool {
        guard let head = try? HTTPRequest(head, secure: false, splitCookie: false),
            let (caller, asked) = try? read(head)
        else { return false }
        return (try? SocketGate(hub).check(caller, asked)) != nil
    }

    private func read(_ head: HTTPRequest) throws(HubRefusal) -> (HubCaller, HubRequest) {
        let parts = (head.path ?? "").prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        guard head.method == .get, parts.count == 3, parts[0].isEmpty, parts[1] == "hubs" else { throw .badHub }
        let asked = HubRequest(head, hub: String(parts[2]))
        return (try asked.caller(trusting: hub.trust, origins: hub.options.origins, at: hub.time.now()), asked)
    }

    private func serve(_ channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, _ head: HTTPRequest) async {
        do {
            let (caller, asked) = try read(head)
            await HubSocket(carrier: try SocketGate(hub).open(caller, asked)).run(channel)
        } catch {
            // Another socket was faster, or the hub stopped in between.
            try? await channel.executeThenClose { _, _ in }
        }
    }
}
