import Foundation

/// A free port that is ours before the server listens on it, so that plugins can be told the server's address when they
/// are made.
///
/// The socket is bound and never listens: with SO_REUSEADDR the server may bind beside it, and nobody is given the port
/// in between.
final class ReservedPort: Sendable {
    let number: Int
    private let socket: Int32

    /// - Parameter host: an IPv4 or IPv6 address of this machine, or `localhost`.
    /// - Throws: ``CommandFailure`` when the system has no such address or no port.
    init(on host: String) throws {
        let unavailable = CommandFailure(.unableToWork, "address_unavailable: there is no free port on \(host)")
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "0", &hints, &found) == 0, let first = found else { throw unavailable }
        defer { freeaddrinfo(found) }
        let address = first.pointee
        let socket = Foundation.socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        var isReused: Int32 = 1
        guard socket >= 0,
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size)) == 0,
            bind(socket, address.ai_addr, address.ai_addrlen) == 0, let number = Self.port(of: socket)
        else {
            if socket >= 0 { close(socket) }
            throw unavailable
        }
        self.socket = socket
        self.number = number
    }

    deinit { close(socket) }

    private static func port(of socket: Int32) -> Int? {
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) == 0 }
        }
        // IPv4 and IPv6 keep the port in the same place.
        return isKnown ? Int(UInt16(bigEndian: address.sin6_port)) : nil
    }
}
