import Crypto
import Foundation

/// AWS Signature Version 4 of one request to S3, in its `Authorization` header.
struct RequestSignature: Sendable {
    let method: String
    let host: String
    /// Percent-encoded.
    let path: String
    /// Percent-encoded pairs in order of their names, such as `max-keys=2&prefix=J`.
    var query = ""
    /// Signed as well.
    var headers: [String: String] = [:]
    /// Lower-case hexadecimal SHA-256 of the body.
    let payloadDigest: String
    let region: String
    let date: Date

    static let emptyDigest = AWSText.hex(SHA256.hash(data: Data()))

    /// All headers that the request needs; `Host` is the client's to send.
    func signedHeaders(by credentials: S3Credentials) -> [String: String] {
        var headers = headers
        headers["x-amz-date"] = timestamp
        headers["x-amz-content-sha256"] = payloadDigest
        headers["x-amz-security-token"] = credentials.sessionToken
        let names = (headers.keys.map { $0.lowercased() } + ["host"]).sorted().joined(separator: ";")
        let signature = signature(of: canonicalText(headers, names: names), credentials)
        headers["Authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope),SignedHeaders=\(names),Signature=\(signature)"
        return headers
    }

    private func canonicalText(_ headers: [String: String], names: String) -> String {
        var lines = headers.map { ($0.key.lowercased(), $0.value.trimmingCharacters(in: .whitespaces)) }
        lines.append(("host", host))
        let fields = lines.sorted { $0.0 < $1.0 }.map { "\($0.0):\($0.1)\n" }.joined()
        return [method, path, query, fields, names, payloadDigest].joined(separator: "\n")
    }

    private func signature(of text: String, _ credentials: S3Credentials) -> String {
        let digest = AWSText.hex(SHA256.hash(data: Data(text.utf8)))
        let content = ["AWS4-HMAC-SHA256", timestamp, scope, digest].joined(separator: "\n")
        var key = Data("AWS4\(credentials.secretAccessKey)".utf8)
        for part in scope.split(separator: "/") + [content[...]] {
            key = Data(HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: SymmetricKey(data: key)))
        }
        return AWSText.hex(key)
    }

    private var scope: String { "\(timestamp.prefix(8))/\(region)/s3/aws4_request" }

    /// Such as `20130524T000000Z`.
    private var timestamp: String {
        date.formatted(
            Date.ISO8601FormatStyle(
                dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted, timeZone: .gmt))
    }
}
