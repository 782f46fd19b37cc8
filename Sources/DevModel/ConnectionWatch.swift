import NIOCore

/// Tells the server's state when a client connects, stops sending and is gone.
///
/// Hummingbird lets a client close its half and still read. A model's clients do not do that: for them the end of
/// input means that the caller gave up, so it is counted as leaving.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let state: ServerState

    init(state: ServerState) {
        self.state = state
    }

    func channelActive(context: ChannelHandlerContext) {
        state.connectionOpened(ObjectIdentifier(context.channel))
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.connectionClosed(ObjectIdentifier(context.channel))
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            state.clientLeft(ObjectIdentifier(context.channel))
        }
        context.fireUserInboundEventTriggered(event)
    }
}
