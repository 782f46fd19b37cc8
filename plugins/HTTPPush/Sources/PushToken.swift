import Crypto
import Foundation
import StepKit
import WebTokens

/// The signed JSON Web Token (HS256) that travels with a push.
struct PushToken: Sendable {
    static let lifetime: Int64 = 300

    let url: String
    let id: String
    let body: [UInt8]
    let issuedAt: Int64

    func signed(with key: [UInt8]) -> String {
        WebToken.signed(
            [
                "iss": "Millrace", "sub": .string(url), "iat": .int(issuedAt), "nbf": .int(issuedAt),
                "exp": .int(issuedAt + Self.lifetime), "jti": .string(id), "body": .string(digest),
            ], key: key)
    }

    /// The body's SHA-256 in base64url without padding.
    private var digest: String {
        Data(SHA256.hash(data: body)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
