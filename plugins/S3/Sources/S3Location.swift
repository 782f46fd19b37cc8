import StepKit

/// One object of one store, and the URL it has there.
struct S3Location: Sendable, Hashable {
    static let anyRegion = "us-east-1"

    let region: String
    /// `scheme://host[:port]`.
    let origin: String
    /// Percent-encoded, beginning with a slash.
    let path: String
    /// Whether the operator's own setting names the store, which may then be in any network.
    let isTrusted: Bool

    var url: String { origin + path }
    /// As the `Host` header says it.
    var host: String { String(origin.drop { $0 != ":" }.dropFirst(3)) }

    init(_ object: S3Object, settings: S3Settings) throws(StepFailure) {
        guard Self.isBucket(object.bucket) else {
            throw StepFailure(.invalidPayload, "`bucket` is not 3 to 63 lower-case letters, digits, `-` and `.`")
        }
        let endpoint = object.endpoint ?? settings.endpoint
        guard let region = object.region ?? settings.region ?? endpoint.map({ _ in Self.anyRegion }) else {
            throw StepFailure(.s3NotConfigured, "neither `region` nor AWS_REGION is set")
        }
        guard Self.isRegion(region) else { throw StepFailure(.invalidPayload, "`region` is not a region's name") }
        let key = try Self.encoded(key: object.key)
        let base = try endpoint.map(Self.endpoint) ?? Self.amazon(region)
        // Amazon's certificates hold no name with further dots; other stores rarely have a name for each bucket.
        let isPathStyle = object.pathStyle ?? (endpoint != nil || object.bucket.contains("."))
        self.region = region
        origin = isPathStyle ? base : base.replacing("://", with: "://\(object.bucket).", maxReplacements: 1)
        path = isPathStyle ? "/\(object.bucket)/\(key)" : "/\(key)"
        isTrusted = object.endpoint == nil
    }

    private static func amazon(_ region: String) -> String {
        "https://s3.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
    }

    /// - Returns: in lower case, without the scheme's own port, as the host is signed.
    private static func endpoint(_ text: String) throws(StepFailure) -> String {
        var text = text.lowercased()
        while text.hasSuffix("/") { text.removeLast() }
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where text.hasPrefix(scheme) {
            let authority = text.dropFirst(scheme.count)
            guard !authority.isEmpty, authority.allSatisfy({ $0.isASCII && !"/?#@ ".contains($0) }) else { break }
            return text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
        }
        throw StepFailure(.invalidPayload, "the endpoint is not such as https://s3.example.org")
    }

    private static func isBucket(_ text: String) -> Bool {
        (3...63).contains(text.utf8.count) && text.allSatisfy { $0.isLowercaseWord || "-.".contains($0) }
            && !text.contains("..") && text.first?.isLowercaseWord == true && text.last?.isLowercaseWord == true
    }

    static func isRegion(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.allSatisfy { $0.isLowercaseWord || $0 == "-" }
    }

    private static func encoded(key: String) throws(StepFailure) -> String {
        guard (1...1024).contains(key.utf8.count) else {
            throw StepFailure(.invalidPayload, "`key` has 1 to 1,024 bytes")
        }
        // Clients and stores resolve these, and not in the same way.
        guard !key.split(separator: "/", omittingEmptySubsequences: false).contains(where: { $0 == "." || $0 == ".." })
        else { throw StepFailure(.invalidPayload, "`key` holds a `.` or `..` between slashes") }
        return AWSText.encode(key, keepsSlashes: true)
    }
}

/// What a step's input says of an object.
struct S3Object: Sendable {
    var bucket: String
    var key: String
    var region: String?
    var endpoint: String?
    var pathStyle: Bool?
}

extension Character {
    fileprivate var isLowercaseWord: Bool { isASCII && (isNumber || (isLetter && isLowercase)) }
}
