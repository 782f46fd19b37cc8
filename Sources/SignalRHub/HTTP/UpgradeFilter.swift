import NIOCore
import NIOHTTP1

/// Lets only those requests ask NIO for an upgrade that will get it: NIO forgets the head of a request whose upgrade it
/// refuses, `Upgrade: h2c` of ordinary clients included.
///
/// A refused WebSocket goes the way of a plain request, under another header, and is answered with the reason.
final class UpgradeFilter: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    static let refused = "Millrace-Refused-Upgrade"

    private let isAdmitted: (HTTPRequestHead) -> Bool
    // Later requests of the connection are never upgraded, and after an upgrade there are bytes here instead of parts.
    private var hasSeenHead = false

    init(isAdmitted: @escaping (HTTPRequestHead) -> Bool) {
        self.isAdmitted = isAdmitted
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasSeenHead, case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        hasSeenHead = true
        let wanted = head.headers[canonicalForm: "upgrade"].map { $0.lowercased() }
        head.headers.remove(name: "Upgrade")
        if wanted.contains("websocket") {
            let isSocket = Self.isWellFormed(head) && isAdmitted(head)
            head.headers.add(name: isSocket ? "Upgrade" : Self.refused, value: "websocket")
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// What NIO asks of a WebSocket, and no body, which it does not expect.
    private static func isWellFormed(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET && head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
            && head.headers[canonicalForm: "sec-websocket-key"].count == 1
            && head.headers[canonicalForm: "sec-websocket-version"].elementsEqual(["13"])
            && !head.headers.contains(name: "Content-Length") && !head.headers.contains(name: "Transfer-Encoding")
    }
}
