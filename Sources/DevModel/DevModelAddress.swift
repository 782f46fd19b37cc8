/// Where a development model listens.
public struct DevModelAddress: Sendable, Hashable {
    /// A name or an IP address; IPv6 without brackets.
    public let host: String
    /// 0 means: any free port. A running server's address always holds the real one.
    public let port: Int

    public init(host: String = "127.0.0.1", port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, `[::1]:8118` or `:8118` (loopback).
    ///
    /// - Throws: ``DevModelError`` with `invalid_address`.
    public init(parsing text: some StringProtocol) throws(DevModelError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw DevModelError(.invalidAddress, "`\(text)` is not HOST:PORT, such as 127.0.0.1:8118") }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self.init(host: host.isEmpty ? "127.0.0.1" : String(host), port: Int(port))
    }

    /// What a client of OpenAI-compatible servers takes as its base: `http://127.0.0.1:8118/v1`.
    public var baseURL: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "http://\(host):\(port)/v1"
    }

    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
