import CCurl
import Foundation

/// Where a socket is about to connect.
package struct Endpoint: Sendable, Hashable {
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `nil` for any family that is not IP.
    init?(_ address: UnsafePointer<sockaddr>, length: Int) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            let found = raw.loadUnaligned(as: sockaddr_in.self)
            self.init(address: IPAddress(found.sin_addr), port: UInt16(bigEndian: found.sin_port))
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            let found = raw.loadUnaligned(as: sockaddr_in6.self)
            self.init(address: IPAddress(found.sin6_addr), port: UInt16(bigEndian: found.sin6_port))
        default: return nil
        }
    }
}
