/// Host names (RFC 1123), IP addresses and mailboxes (RFC 5321).
enum AddressFormats {
    static func isEmail(_ text: String) -> Bool {
        guard let mark = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let (local, domain) = (text.utf8[..<mark], text[text.utf8.index(after: mark)...])
        guard isLocalPart(local) else { return false }
        guard domain.hasPrefix("["), domain.hasSuffix("]") else { return isHostname(String(domain)) }
        let address = String(domain.dropFirst().dropLast())
        return address.hasPrefix("IPv6:") ? isIPv6(String(address.dropFirst(5))) : isIPv4(address)
    }

    private static func isLocalPart(_ local: Substring.UTF8View) -> Bool {
        guard (1...64).contains(local.count) else { return false }
        if local.first == UInt8(ascii: "\"") { return isQuoted(local) }
        return local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }

    private static func isQuoted(_ local: Substring.UTF8View) -> Bool {
        guard local.count > 2, local.last == UInt8(ascii: "\"") else { return false }
        var isEscaped = false
        for byte in local.dropFirst().dropLast() {
            guard (0x20...0x7E).contains(byte), isEscaped || byte != UInt8(ascii: "\"") else { return false }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
        return !isEscaped
    }

    static func isHostname(_ text: String) -> Bool {
        guard text.utf8.count <= 253 else { return false }
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(label.count), label.first != hyphen, label.last != hyphen,
            label.allSatisfy({ $0.isAlphanumeric || $0 == hyphen })
        else { return false }
        guard label.count >= 4, label.dropFirst(2).prefix(2).allSatisfy({ $0 == hyphen }) else { return true }
        return label.prefix(2).elementsEqual("xn".utf8, by: { $0 | 0x20 == $1 })
            && InternationalLabel.isValid(encoded: label.dropFirst(4))
    }

    static func isIPv4(_ text: String) -> Bool { isIPv4(text.utf8[...]) }

    private static func isIPv4(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy(\.isDigit),
                    part.count == 1 || part.first != UInt8(ascii: "0")
                else { return false }
                return part.reduce(0) { $0 * 10 + Int($1) - 48 } <= 255
            }
    }

    static func isIPv6(_ text: String) -> Bool {
        let colon = UInt8(ascii: ":")
        let parts = text.utf8.split(separator: colon, omittingEmptySubsequences: false)
        guard (3...9).contains(parts.count) else { return false }
        var groups = 0
        var gaps = 0
        for (place, part) in parts.enumerated() {
            let isAtEdge = place == 0 || place == parts.count - 1
            if part.isEmpty {
                // At an edge an empty part belongs to the gap beside it.
                if isAtEdge {
                    guard parts[place == 0 ? 1 : place - 1].isEmpty else { return false }
                } else {
                    gaps += 1
                }
            } else if part.count <= 4, part.allSatisfy(\.isHexDigit) {
                groups += 1
            } else {
                guard place == parts.count - 1, isIPv4(part) else { return false }
                groups += 2
            }
        }
        return gaps == 0 ? groups == 8 : gaps == 1 && groups <= 7
    }
}
