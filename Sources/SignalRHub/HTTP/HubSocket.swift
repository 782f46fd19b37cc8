import NIOCore
import NIOWebSocket

/// Carries a connection over a WebSocket.
struct HubSocket: Sendable {
    typealias Outbound = NIOAsyncChannelOutboundWriter<WebSocketFrame>

    let carrier: Carrier

    func run(_ channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>) async {
        defer { carrier.detach() }
        try? await channel.executeThenClose { inbound, outbound in
            await withTaskGroup(of: Bool.self) { group in
                group.addTask { (try? await read(inbound, outbound)) ?? true }
                group.addTask { await write(outbound) }
                group.addTask {
                    await carrier.waitForAbort()
                    return true
                }
                while let isEnd = await group.next(), !isEnd {}
                group.cancelAll()
            }
        }
    }

    /// Returns at the end of the socket. Frames need not be whole messages: fragments are read as they come.
    private func read(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: Outbound
    ) async throws -> Bool {
        for try await frame in inbound {
            guard frame.maskKey != nil else {
                try await outbound.write(Self.close(.protocolError))
                return true
            }
            switch frame.opcode {
            case .text, .binary, .continuation:
                await carrier.hub.receive(
                    Array(frame.unmaskedData.readableBytesView), from: carrier.token, user: carrier.user)
            case .ping:
                try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
            case .connectionClose:
                try await outbound.write(Self.close(.normalClosure))
                return true
            default: break
            }
        }
        return true
    }

    /// Returns false when the last word is out: the client closes then, or is cut off a little later.
    private func write(_ outbound: Outbound) async -> Bool {
        do {
            while let bytes = await carrier.next() {
                try await outbound.write(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: bytes)))
            }
            try await outbound.write(Self.close(.normalClosure))
            return false
        } catch {
            return true
        }
    }

    private static func close(_ code: WebSocketErrorCode) -> WebSocketFrame {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    }
}
