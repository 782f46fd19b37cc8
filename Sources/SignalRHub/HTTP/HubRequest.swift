import HTTPTypes
import HummingbirdCore
import WebTokens

/// What the hub reads of a request, be it a plain one or one for a socket. It holds a secret: never log it.
struct HubRequest: Sendable {
    let hub: String
    /// The query's `id`: the token of a connection.
    let connection: String?
    let origin: String?
    private let authority: String
    private let accessToken: String?
    private let query: [String: String]

    init(_ head: HTTPRequest, hub: String) {
        self.hub = hub
        let parameters = URI(head.path ?? "/").queryParameters
        query = Dictionary(
            parameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first })
        connection = query["id"].flatMap { $0.isEmpty ? nil : $0 }
        origin = head.headerFields[.origin]
        authority = head.authority ?? ""
        // Browsers cannot set a header for sockets and event streams.
        accessToken = Self.bearer(head.headerFields[.authorization]) ?? query["access_token"]
    }

    subscript(parameter: String) -> String? { query[parameter] }

    static func bearer(_ field: String?) -> String? {
        guard let field, field.prefix(7).lowercased() == "bearer " else { return nil }
        return String(field.dropFirst(7))
    }

    /// - Throws: `unauthorized`, `foreign_origin` or `no_such_hub`.
    func caller(trusting trust: Hub.Trust, origins: Set<String>, at now: Duration) throws(HubRefusal)
        -> HubCaller
    {
        guard Self.isName(hub) else { throw .badHub }
        guard isOriginAllowed(origins) else { throw .foreignOrigin }
        guard let accessToken,
            let token = try? WebToken(
                verifying: accessToken, key: trust.tokenKey, at: now, leeway: Hub.leeway),
            let user = token.subject
        else { throw .unauthorized }
        return HubCaller(hub: hub, user: user, expiry: token.expiry + Hub.leeway)
    }

    /// No origin (not a browser), the server's own, or one of those listed.
    func isOriginAllowed(_ origins: Set<String>) -> Bool {
        guard let origin else { return true }
        return origins.contains(origin) || origin.split(separator: "/").last.map(String.init) == authority
    }

    static func isName(_ hub: String) -> Bool {
        hub.utf8.count <= 128 && hub.first.map { $0.isASCII && $0.isLetter } == true
            && hub.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
