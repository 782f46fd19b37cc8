/// What the registries say an address is for. Only ``global`` ones belong to the public internet.
public enum AddressKind: String, Sendable, CaseIterable {
    case global, unspecified, loopback, privateUse, sharedByCarrier, linkLocal, siteLocal, uniqueLocal
    case protocolAssignment, documentation, benchmark, multicast, reserved, broadcast
    /// A public address that a cloud keeps for talking to its own virtual machines.
    case cloudPlatform
}

extension IPAddress {
    /// Judged by the bytes. Forms that carry an IPv4 address are unwrapped and judged by that address too.
    public var kind: AddressKind {
        switch self {
        case .v4: Self.firstKind(in: Self.v4Kinds, for: self) ?? .global
        case .v6(let bits): carriedKind(bits) ?? ownKind(bits)
        }
    }

    private func ownKind(_ bits: UInt128) -> AddressKind {
        if let kind = Self.firstKind(in: Self.v6Kinds, for: self) { return kind }
        // Everything the registries have not opened yet is refused, whatever it becomes.
        guard bits >> 125 == 0b001 else { return .reserved }
        return isatapKind(bits) ?? .global
    }

    private func carriedKind(_ bits: UInt128) -> AddressKind? {
        let low = Self.v4(UInt32(truncatingIfNeeded: bits))
        switch bits {
        case 0: return .unspecified
        case 1: return .loopback
        case _ where bits >> 32 == 0xffff: return low.kind
        // IPv4-compatible: deprecated, so not even a public address inside makes it one.
        case _ where bits >> 32 == 0: return low.kind == .global ? .reserved : low.kind
        case _ where bits >> 32 == 0x0064_ff9b_0000_0000_0000_0000: return low.kind
        case _ where bits >> 112 == 0x2002: return Self.v4(UInt32(truncatingIfNeeded: bits >> 80)).kind
        case _ where bits >> 96 == 0x2001_0000: return teredoKind(bits)
        default: return nil
        }
    }

    /// Teredo carries its server in the clear and its client inverted.
    private func teredoKind(_ bits: UInt128) -> AddressKind {
        let server = Self.v4(UInt32(truncatingIfNeeded: bits >> 64)).kind
        return server == .global ? Self.v4(~UInt32(truncatingIfNeeded: bits)).kind : server
    }

    private func isatapKind(_ bits: UInt128) -> AddressKind? {
        let marker = UInt32(truncatingIfNeeded: bits >> 32) & 0xfdff_ffff
        return marker == 0x0000_5efe ? Self.v4(UInt32(truncatingIfNeeded: bits)).kind : nil
    }

    private static func firstKind(in table: [(AddressRange, AddressKind)], for address: IPAddress) -> AddressKind? {
        table.first { $0.0.contains(address) }?.1
    }

    private static let v4Kinds = table([
        ("0.0.0.0/8", .unspecified), ("10.0.0.0/8", .privateUse), ("100.64.0.0/10", .sharedByCarrier),
        ("127.0.0.0/8", .loopback), ("168.63.129.16/32", .cloudPlatform), ("169.254.0.0/16", .linkLocal),
        ("172.16.0.0/12", .privateUse), ("192.0.0.0/24", .protocolAssignment), ("192.0.2.0/24", .documentation),
        ("192.88.99.0/24", .reserved), ("192.168.0.0/16", .privateUse), ("198.18.0.0/15", .benchmark),
        ("198.51.100.0/24", .documentation), ("203.0.113.0/24", .documentation), ("224.0.0.0/4", .multicast),
        ("255.255.255.255/32", .broadcast), ("240.0.0.0/4", .reserved),
    ])

    private static let v6Kinds = table([
        ("64:ff9b:1::/48", .privateUse), ("100::/64", .reserved), ("2001:2::/48", .benchmark),
        ("2001::/23", .protocolAssignment), ("2001:db8::/32", .documentation), ("3fff::/20", .documentation),
        ("fc00::/7", .uniqueLocal), ("fe80::/10", .linkLocal), ("fec0::/10", .siteLocal), ("ff00::/8", .multicast),
    ])

    private static func table(_ rows: [(String, AddressKind)]) -> [(AddressRange, AddressKind)] {
        rows.compactMap { row in AddressRange(row.0).map { ($0, row.1) } }
    }
}
