import ChildProcess
import Foundation

/// A socket that listens on 127.0.0.1, and answers by being connected to.
struct LoopbackServer: ~Copyable {
    private let socket: Int32
    let port: UInt16

    init() throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (socket, size) = (socket, length)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) + listen(socket, 8) + getsockname(socket, pointer, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard result == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    }

    /// Succeeds when the server can be reached.
    var connecting: ChildCommand {
        ChildCommand("/bin/bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"])
    }

    deinit {
        close(socket)
    }
}
