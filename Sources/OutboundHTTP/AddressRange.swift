/// A CIDR block such as `10.0.0.0/8` or `fd00::/8`.
public struct AddressRange: Sendable, Hashable {
    private let base: IPAddress
    private let prefix: Int

    /// `nil` unless the text is an address, a slash and a prefix length that fits. A bare address is a block of one.
    public init?(_ cidr: String) {
        let parts = cidr.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        let width = address.width
        guard parts.count == 1 || parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        guard let prefix = parts.count == 1 ? width : Int(parts[1]), prefix <= width else { return nil }
        self.base = address
        self.prefix = prefix
    }

    /// IPv4 blocks hold IPv4 addresses only, IPv6 blocks IPv6 addresses only.
    public func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let base), .v4(let other)): (base ^ other) >> (32 - prefix) == 0
        case (.v6(let base), .v6(let other)): (base ^ other) >> (128 - prefix) == 0
        default: false
        }
    }
}

extension IPAddress {
    fileprivate var width: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }
}
