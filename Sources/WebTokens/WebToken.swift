import Crypto
public import JSONModel

/// A JSON Web Token signed with HMAC-SHA256 (RFC 7519, `HS256`) and nothing else: the algorithm is ours to fix, never
/// the token's to choose.
public struct WebToken: Sendable, Hashable {
    /// Longer texts are not looked at. 8 KB.
    public static let maxBytes = 8192

    public let claims: [String: JSONValue]
    /// When it stops being valid, since 1970.
    public let expiry: Duration

    /// Reads a token and believes it only if `key` signed it and its time has come and not passed.
    /// - Parameters:
    ///   - now: since 1970.
    ///   - leeway: how far the clocks of signer and reader may differ. Default: 60 seconds.
    public init(
        verifying text: String, key: [UInt8], at now: Duration, leeway: Duration = .seconds(60)
    ) throws(WebTokenError) {
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.maxBytes, parts.count == 3, let header = Self.object(in: parts[0]),
            let claims = Self.object(in: parts[1]), let signature = Base64URL.bytes(of: parts[2])
        else { throw WebTokenError(.malformed, "This is not a signed JSON Web Token.") }
        // `crit` lists what a reader must know; we know none of it.
        guard header["alg"] == "HS256", header["crit"] == nil else {
            throw WebTokenError(.algorithm, "The token is not signed with HS256 alone.")
        }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: SymmetricKey(data: key))
        else { throw WebTokenError(.signature, "The token's signature is not ours.") }
        guard let expiry = Self.time(claims["exp"]), now < expiry + leeway else {
            throw WebTokenError(.expired, "The token has expired, or does not say when it does.")
        }
        if let value = claims["nbf"] {
            guard let start = Self.time(value), now + leeway >= start else {
                throw WebTokenError(.early, "The token is not valid yet.")
            }
        }
        self.claims = claims
        self.expiry = expiry
    }

    /// The claim `sub`, unless it is empty.
    public var subject: String? {
        claims["sub"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Parameter isMeant: asked about each of the token's audiences.
    public func checkAudience(_ isMeant: (String) -> Bool) throws(WebTokenError) {
        let audiences = claims["aud"]?.arrayValue ?? [claims["aud"] ?? .null]
        guard audiences.contains(where: { $0.stringValue.map(isMeant) ?? false }) else {
            throw WebTokenError(.audience, "The token is meant for another address.")
        }
    }

    /// The text of a token with these claims.
    public static func signed(_ claims: [String: JSONValue], key: [UInt8]) -> String {
        let header = JSONValue.object(["alg": "HS256", "typ": "JWT"]).text()
        let content = [header, JSONValue.object(claims).text()].map { Base64URL.text(of: Array($0.utf8)) }
            .joined(separator: ".")
        return signed(content: content, key: key)
    }

    static func signed(content: String, key: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(content.utf8), using: SymmetricKey(data: key))
        return content + "." + Base64URL.text(of: Array(code))
    }

    private static func object(in part: Substring) -> [String: JSONValue]? {
        Base64URL.bytes(of: part).flatMap { try? JSONValue(parsing: $0, maximumDepth: 16) }?.objectValue
    }

    /// Seconds since 1970, within what a clock can show.
    private static func time(_ value: JSONValue?) -> Duration? {
        guard let seconds = value?.doubleValue, (0...1e11).contains(seconds) else { return nil }
        return .seconds(seconds)
    }
}
