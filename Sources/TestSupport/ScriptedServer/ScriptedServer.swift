import Foundation
import Synchronization

/// A scripted HTTP/1.1 server on 127.0.0.1 with a thread per connection.
///
/// It does what the script says, byte by byte if wanted: the place for answers no well-behaved server would give.
public final class ScriptedServer: Sendable {
    /// What a client sent; header names in lower case.
    public struct Request: Sendable {
        public let method: String
        public let target: String
        public let headers: [String: String]
        public let body: [UInt8]
    }

    /// What becomes of the connection after an answer.
    public enum Next: Sendable { case keepAlive, close }

    /// Answers one request; runs on the connection's own thread and may block it.
    public typealias Script = @Sendable (Request, ScriptedConnection) -> Next

    private struct State {
        var open: Set<Int32> = []
        /// Every request so far, in order.
        public var requests: [Request] = []
        var connections = 0
        var isStopped = false
    }

    public let port: UInt16
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())

    /// Every request so far, in order.
    public var requests: [Request] { state.withLock { $0.requests } }
    /// How many connections were accepted.
    public var connections: Int { state.withLock { $0.connections } }
    public func url(_ path: String = "/", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    /// Runs `use` with a server that is stopped afterwards.
    public static func with(_ script: @escaping Script, _ use: (ScriptedServer) async throws -> Void) async throws {
        let server = try ScriptedServer(script)
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
            Thread { self.serve(ScriptedConnection(descriptor: descriptor)) }.start()
        }
        close(listener)
    }

    private func serve(_ connection: ScriptedConnection) {
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
