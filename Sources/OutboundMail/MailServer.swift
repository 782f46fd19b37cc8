/// The server that takes our mails: named by the operator, so its address is not judged.
public struct MailServer: Sendable, Hashable {
    /// How the connection is protected.
    public enum Protection: String, Sendable, CaseIterable {
        /// TLS from the first byte (`smtps`).
        case tls
        /// STARTTLS, and no mail without it.
        case required
        /// STARTTLS where the server offers it. Who sits between can take the offer away.
        case optional
        /// None.
        case never
    }

    public let host: String
    public let port: UInt16
    public let protection: Protection
    public let user: String?
    let password: String?

    /// - Parameters:
    ///   - url: `smtp://HOST[:PORT]` (port 587) or `smtps://HOST[:PORT]` (port 465). `?starttls=required|optional|never` holds
    ///     for `smtp`; the default is `required`, and `never` for `localhost` and loopback addresses.
    ///   - user: with a password: logs in. They are not sent without TLS unless the URL says `never`, or on loopback.
    /// - Throws: `server_invalid`.
    public init(url: String, user: String? = nil, password: String? = nil) throws(OutboundMailError) {
        let parts = try URLParts(url)
        host = parts.host
        port = parts.port ?? (parts.isTLS ? 465 : 587)
        protection = try Self.protection(parts)
        let user = user.flatMap { $0.isEmpty ? nil : $0 }
        guard (user == nil) == (password == nil || password == "") else {
            throw OutboundMailError(.serverInvalid, "A user needs a password, and a password a user.")
        }
        guard ![user, password].contains(where: { $0?.unicodeScalars.contains { $0.isControl } == true }) else {
            throw OutboundMailError(.serverInvalid, "The user or the password holds a control character.")
        }
        if user != nil, protection == .optional, !Self.isLoopback(parts.host) {
            throw OutboundMailError(
                .serverInvalid, "With `starttls=optional` the password could be sent unprotected: use `required`.")
        }
        self.user = user
        self.password = user == nil ? nil : password
    }

    /// What libcurl is given.
    var url: String {
        let authority = host.contains(":") ? "[\(host)]" : host
        return "\(protection == .tls ? "smtps" : "smtp")://\(authority):\(port)"
    }

    private static func protection(_ parts: URLParts) throws(OutboundMailError) -> Protection {
        guard let word = parts.startTLS else {
            return parts.isTLS ? .tls : isLoopback(parts.host) ? .never : .required
        }
        guard !parts.isTLS, let protection = Protection(rawValue: word), protection != .tls else {
            throw OutboundMailError(
                .serverInvalid, "`starttls` is required, optional or never, and goes with smtp:// only.")
        }
        return protection
    }

    private static func isLoopback(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return host == "localhost" || host == "::1" || numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }
}

/// A server's URL, taken apart. Strict, because libcurl reads the result again.
private struct URLParts {
    let isTLS: Bool
    let host: String
    let port: UInt16?
    let startTLS: String?

    init(_ url: String) throws(OutboundMailError) {
        let invalid = OutboundMailError(
            .serverInvalid, "The mail server's URL is not of the form smtp://HOST[:PORT][?starttls=required].")
        guard let scheme = ["smtp://", "smtps://"].first(where: { url.lowercased().hasPrefix($0) }) else {
            throw invalid
        }
        isTLS = scheme == "smtps://"
        let halves = url.dropFirst(scheme.count).split(separator: "?", omittingEmptySubsequences: false)
        guard let first = halves.first, halves.count <= 2 else { throw invalid }
        let authority = first.hasSuffix("/") ? first.dropLast() : first
        guard !authority.contains("@") else {
            throw OutboundMailError(
                .serverInvalid, "The user and the password are given beside the mail server's URL, not in it.")
        }
        guard let (host, port) = Self.hostAndPort(authority) else { throw invalid }
        self.host = host
        self.port = port
        guard halves.count == 2 else {
            startTLS = nil
            return
        }
        guard halves[1].hasPrefix("starttls=") else { throw invalid }
        startTLS = String(halves[1].dropFirst("starttls=".count))
    }

    private static func hostAndPort(_ authority: Substring) -> (String, UInt16?)? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = authority[..<close].dropFirst()
            let rest = authority[close...].dropFirst()
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard host.contains(":"), host.utf8.allSatisfy({ $0.isHexadecimal || ":.".utf8.contains($0) }) else {
                return nil
            }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[colon...].dropFirst()
            }
            guard !host.isEmpty, host.utf8.allSatisfy({ $0.isAlphanumeric || "-._".utf8.contains($0) }) else {
                return nil
            }
        }
        guard let port else { return (host.lowercased(), nil) }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port), number > 0 else {
            return nil
        }
        return (host.lowercased(), number)
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        (0x30...0x39).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
