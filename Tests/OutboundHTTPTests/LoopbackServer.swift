import Foundation
import Synchronization

/// A scripted HTTP/1.1 server on 127.0.0.1 with a thread per connection.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        let method: String
        let target: String
        let headers: [String: String]
        let body: [UInt8]
    }

    enum Next { case keepAlive, close }

    typealias Script = @Sendable (Request, Connection) -> Next

    private struct State {
        var open: Set<Int32> = []
        var requests: [Request] = []
        var connections = 0
        var isStopped = false
    }

    let port: UInt16
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())

    var requests: [Request] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }
    func url(_ path: String = "/", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    static func with(_ script: @escaping Script, _ use: (LoopbackServer) async throws -> Void) async throws {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        try await use(server)
    }

    private init(_ script: @escaping Script) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 256) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        self.script = script
        port = UInt16(bigEndian: address.sin_port)
        Thread { self.acceptAll() }.start()
    }

    private func stop() {
        state.withLock { state in
            state.isStopped = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func acceptAll() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let isStopped = state.withLock { state in
                state.connections += 1
                state.open.insert(descriptor)
                return state.isStopped
            }
            if isStopped { break }
            Thread { self.serve(Connection(descriptor: descriptor)) }.start()
        }
        close(listener)
    }

    private func serve(_ connection: Connection) {
        while let request = connection.readRequest() {
            state.withLock { $0.requests.append(request) }
            if script(request, connection) == .close { break }
        }
        // Closed under the lock, so that `stop` never meets a number that is in use again.
        state.withLock { state in
            state.open.remove(connection.descriptor)
            _ = close(connection.descriptor)
        }
    }
}

/// One accepted connection, used by its own thread.
struct Connection {
    let descriptor: Int32

    /// False once the peer is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A whole response with its `Content-Length`.
    func reply(_ status: Int, _ body: String = "", headers: [String] = []) -> LoopbackServer.Next {
        let lines = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"] + headers
        return send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body) ? .keepAlive : .close
    }

    func redirect(_ status: Int = 302, to location: String) -> LoopbackServer.Next {
        reply(status, headers: ["Location: \(location)"])
    }

    /// Blocks until the peer has closed or reset the connection.
    func waitForEnd() {
        while receive(into: 4096)?.isEmpty == false {}
    }

    func readRequest() -> LoopbackServer.Request? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            // TLS begins with 0x16 and never ends a line.
            guard let byte = receive(into: 1), !byte.isEmpty, byte != [0x16] else { return nil }
            head += byte
        }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            headers[line[..<colon].lowercased()] = line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        var body: [UInt8] = []
        while body.count < length {
            guard let bytes = receive(into: length - body.count), !bytes.isEmpty else { return nil }
            body += bytes
        }
        return .init(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
    }

    private func receive(into count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = recv(descriptor, &buffer, count, 0)
        return received >= 0 ? Array(buffer.prefix(received)) : nil
    }
}
