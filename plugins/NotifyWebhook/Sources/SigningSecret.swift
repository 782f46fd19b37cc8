import Crypto
import Foundation
import StepKit

/// A shared secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes as base64.
struct SigningSecret: Sendable {
    private let key: SymmetricKey

    init(_ text: String) throws(StepFailure) {
        var encoded = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
        // Some generators leave the padding out.
        while encoded.utf8.count % 4 != 0, !encoded.hasSuffix("===") { encoded += "=" }
        guard let bytes = Data(base64Encoded: encoded), (24...64).contains(bytes.count) else {
            throw StepFailure(
                .secretInvalid, "a secret is not `whsec_` followed by 24 to 64 bytes as base64")
        }
        key = SymmetricKey(data: bytes)
    }

    /// One part of the `webhook-signature` header.
    func signature(of content: [UInt8]) -> String {
        "v1," + Data(HMAC<SHA256>.authenticationCode(for: content, using: key)).base64EncodedString()
    }
}
