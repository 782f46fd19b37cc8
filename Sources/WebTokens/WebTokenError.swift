/// Why a token is not believed. None of it says anything about the key or what the token should have been.
public struct WebTokenError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        /// Not three parts of base64url with JSON objects in the first two, or longer than 8 KB.
        case malformed = "token_malformed"
        /// Any algorithm but HS256, or a header that asks for more than we know.
        case algorithm = "token_algorithm"
        /// Signed with another key, or changed since.
        case signature = "token_signature"
        /// Without a time of expiry, or past it.
        case expired = "token_expired"
        /// Not valid yet.
        case early = "token_early"
        /// Meant for somebody else.
        case audience = "token_audience"
    }

    public let code: Code
    /// One plain sentence without anything of the token.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension WebTokenError: CustomStringConvertible {
    public var description: String { "\(code.rawValue): \(message)" }
}
