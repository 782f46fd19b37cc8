import JSONModel
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A client that writes bytes by hand.
struct RawSocket: Sendable {
    /// What has come and was not read yet.
    private final class Inbox: Sendable {
        let state = Mutex((bytes: [UInt8](), hasEnded: false))
    }

    struct Ended: Error {
        let instead: String
        let after: String
    }

    private let inbox: Inbox
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    static func with<Value: Sendable>(port: Int, _ body: (RawSocket) async throws -> Value) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let inbox = Inbox()
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { inbox.state.withLock { $0.hasEnded = true } }
                    for try await buffer in inbound {
                        inbox.state.withLock { $0.bytes += buffer.readableBytesView }
                    }
                }
                defer { group.cancelAll() }
                return try await body(RawSocket(inbox: inbox, outbound: outbound))
            }
        }
    }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }
    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// The next bytes, as soon as `length` says how many.
    private func read(_ what: String, _ length: ([UInt8]) -> Int?) async throws -> [UInt8] {
        var found: [UInt8]?
        try await eventually(what, timeout: .seconds(60)) {
            try inbox.state.withLock { state in
                if let length = length(state.bytes) {
                    found = Array(state.bytes.prefix(length))
                    state.bytes.removeFirst(length)
                } else if state.hasEnded {
                    throw Ended(instead: what, after: String(decoding: state.bytes, as: UTF8.self))
                }
            }
            return found != nil
        }
        return found ?? []
    }

    func read(_ count: Int) async throws -> [UInt8] {
        try await read("\(count) bytes") { $0.count >= count ? count : nil }
    }

    /// Everything up to and with `end`.
    func read(through end: String) async throws -> String {
        let word = Array(end.utf8)
        let bytes = try await read("`\(end)`") { bytes in
            guard bytes.count >= word.count else { return nil }
            let place = (0...bytes.count - word.count).first { bytes[$0...].starts(with: word) }
            return place.map { $0 + word.count }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func readToEnd() async throws -> String {
        try await eventually("the end", timeout: .seconds(60)) { inbox.state.withLock { $0.hasEnded } }
        return String(decoding: inbox.state.withLock { $0.bytes }, as: UTF8.self)
    }
}

// WebSocket frames, by hand.
extension RawSocket {
    /// - Returns: the status line.
    @discardableResult
    func upgrade(_ path: String, headers: [String] = []) async throws -> String {
        let lines =
            [
                "GET \(path) HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
            ] + headers
        try await send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        return try await read(through: "\r\n\r\n").split(separator: "\r\n").first.map(String.init) ?? ""
    }

    func frame(_ text: String, opcode: UInt8 = 1, isLast: Bool = true, isMasked: Bool = true) async throws {
        let payload = Array(text.utf8)
        var bytes: [UInt8] = [(isLast ? 0x80 : 0) | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case 0..<126: bytes.append(mask | UInt8(payload.count))
        default: bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        }
        let key: [UInt8] = isMasked ? [1, 2, 3, 4] : [0, 0, 0, 0]
        if isMasked { bytes += key }
        bytes += payload.enumerated().map { $1 ^ key[$0 % 4] }
        try await send(bytes)
    }

    func readFrame() async throws -> (opcode: UInt8, text: String) {
        let head = try await read(2)
        var count = Int(head[1] & 0x7F)
        if count == 126 {
            let more = try await read(2)
            count = Int(more[0]) << 8 | Int(more[1])
        } else if count == 127 {
            count = try await read(8).reduce(0) { $0 << 8 | Int($1) }
        }
        return (head[0] & 15, String(decoding: try await read(count), as: UTF8.self))
    }

    /// The messages of the next frame.
    func readMessages() async throws -> [JSONValue] {
        try messages(in: try await readFrame().text)
    }
}

func messages(in text: String) throws -> [JSONValue] {
    try text.split(separator: "\u{1E}").map { try JSONValue(parsing: String($0)) }
}
