/// URIs and references (RFC 3986).
enum URIFormats {
    static func isURI(_ text: String) -> Bool {
        guard let scheme = scheme(of: text.utf8) else { return false }
        return isRest(text.utf8.dropFirst(scheme.count + 1), hasScheme: true)
    }

    static func isReference(_ text: String) -> Bool { isURI(text) || isRest(text.utf8[...], hasScheme: false) }

    private static func scheme(of text: String.UTF8View) -> Substring.UTF8View? {
        guard text.first?.isLetter == true, let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = text[..<colon]
        return scheme.allSatisfy { $0.isAlphanumeric || "+-.".utf8.contains($0) } ? scheme : nil
    }

    private static func isRest(_ text: Substring.UTF8View, hasScheme: Bool) -> Bool {
        let halves = text.split(separator: UInt8(ascii: "#"), maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count > 1, !isText(halves[1], also: "/?:@") { return false }
        let parts = (halves.first ?? text).split(
            separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count > 1, !isText(parts[1], also: "/?:@") { return false }
        var path = parts.first ?? text
        if path.starts(with: "//".utf8) {
            let authority = path.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            guard isAuthority(authority) else { return false }
            path = path.dropFirst(2 + authority.count)
        } else if !hasScheme, path.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
            return false
        }
        return isText(path, also: "/:@")
    }

    private static func isAuthority(_ text: Substring.UTF8View) -> Bool {
        var host = text
        if let mark = text.firstIndex(of: UInt8(ascii: "@")) {
            guard isText(text[..<mark], also: ":") else { return false }
            host = text[text.index(after: mark)...]
        }
        if host.first == UInt8(ascii: "[") {
            guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = String(Substring(host[host.index(after: host.startIndex)..<end]))
            let rest = host[host.index(after: end)...]
            return isLiteral(address) && (rest.isEmpty || (rest.first == UInt8(ascii: ":") && isPort(rest.dropFirst())))
        }
        let name = host.prefix { $0 != UInt8(ascii: ":") }
        return isText(name, also: "") && isPort(host.dropFirst(name.count + 1))
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool { text.allSatisfy(\.isDigit) }

    /// An IPv6 address, or an address of a later kind such as `v1.x`.
    private static func isLiteral(_ text: String) -> Bool {
        if AddressFormats.isIPv6(text) { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1)
        guard parts.count == 2, parts[0].count > 1, let first = parts[0].first, first | 0x20 == UInt8(ascii: "v") else {
            return false
        }
        return parts[0].dropFirst().allSatisfy(\.isHexDigit)
            && parts[1].allSatisfy { $0.isAlphanumeric || "-._~!$&'()*+,;=:".utf8.contains($0) }
    }

    /// Unreserved characters, sub-delimiters and escapes, and what else this part may have.
    private static func isText(_ text: Substring.UTF8View, also extra: String) -> Bool {
        var rest = text
        while let byte = rest.first {
            if byte == UInt8(ascii: "%") {
                guard rest.count > 2, rest.dropFirst().prefix(2).allSatisfy(\.isHexDigit) else { return false }
                rest = rest.dropFirst(3)
            } else {
                guard byte.isAlphanumeric || "-._~!$&'()*+,;=".utf8.contains(byte) || extra.utf8.contains(byte) else {
                    return false
                }
                rest = rest.dropFirst()
            }
        }
        return true
    }
}
