/// Which addresses may be connected to. A pure value: the client asks it about the address of every socket before the
/// socket exists, and again about the connected peer before every request, redirects and reused connections included.
///
/// A name is refused as a whole as soon as one address tried for it is refused: to allow `localhost`, allow both
/// `127.0.0.0/8` and `::1`.
public struct AddressPolicy: Sendable, Hashable {
    /// Addresses of the public internet, ports 80 and 443.
    public static let publicOnly = AddressPolicy(ports: [80, 443], exceptions: [])

    /// No address at all: what is reached is what is allowed on top of it.
    public static let nothing = AddressPolicy(ports: [], exceptions: [])

    /// Every address and port: for endpoints the operator names, never for addresses that come with a job.
    public static let unrestricted = AddressPolicy(
        ports: [80, 443], exceptions: ["0.0.0.0/0", "::/0"].compactMap(AddressRange.init))

    private var ports: Set<UInt16>
    private var exceptions: [AddressRange]

    /// Also allows the addresses in these blocks, on any port. Throws `request_invalid` for text that is not CIDR.
    public func allowing(cidrs: [String]) throws(OutboundHTTPError) -> AddressPolicy {
        var policy = self
        for cidr in cidrs {
            guard let range = AddressRange(cidr) else {
                throw OutboundHTTPError(.requestInvalid, "`\(cidr)` is not an address range such as 10.0.0.0/8.")
            }
            policy.exceptions.append(range)
        }
        return policy
    }

    /// Also allows these ports on public addresses.
    public func allowing(ports: Set<UInt16>) -> AddressPolicy {
        AddressPolicy(ports: self.ports.union(ports), exceptions: exceptions)
    }

    public func permits(_ address: IPAddress, port: UInt16) -> Bool {
        let target = address.unmapped
        if exceptions.contains(where: { $0.contains(target) || $0.contains(address) }) { return true }
        return ports.contains(port) && address.kind == .global
    }

    /// Whether any address could be allowed on this port; `false` spares the name lookup.
    public func mayPermit(port: UInt16) -> Bool {
        ports.contains(port) || !exceptions.isEmpty
    }
}
