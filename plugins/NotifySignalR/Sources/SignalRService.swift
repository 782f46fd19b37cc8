import Foundation
import OutboundHTTP
import StepKit
import WebTokens

/// Where to send and how to sign, from a connection string such as `Endpoint=https://…;AccessKey=…;Version=1.0;`.
struct SignalRService: Sendable {
    /// Without a slash at its end.
    let endpoint: String
    private let accessKey: [UInt8]

    init(connection text: String) throws(StepFailure) {
        var parts: [String: String] = [:]
        for part in text.split(separator: ";") {
            // A key in base64 ends with the sign that separates.
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, parts.updateValue(pair[1], forKey: pair[0].lowercased()) == nil else {
                throw Self.unusable
            }
        }
        guard var endpoint = parts["endpoint"], let key = parts["accesskey"],
            ["http://", "https://"].contains(where: endpoint.lowercased().hasPrefix)
        else { throw Self.unusable }
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        if let port = parts["port"] { endpoint += ":\(port)" }
        self.endpoint = endpoint
        accessKey = Array(key.utf8)
    }

    private static let unusable = StepFailure(
        .signalRNotConfigured, "MILLRACE_SIGNALR_CONNECTION is not of the form Endpoint=https://…;AccessKey=…;")

    /// A token for one address alone, for five minutes.
    func token(for address: String, at now: Date) -> String {
        let expiry = Int64(now.timeIntervalSince1970) + 300
        return WebToken.signed(["aud": .string(address), "exp": .int(expiry)], key: accessKey)
    }

    /// The operator named the endpoint: its port is fine, and this machine where it is what was named. A name that
    /// turns out to lead here, or into a private network that is not allowed, is refused as anywhere.
    func addressPolicy(allowing networks: [String]) throws(OutboundHTTPError) -> AddressPolicy {
        let authority = endpoint.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        let port = authority.dropFirst(host.count + 1)
        let isHere = host.lowercased() == "localhost" || host == "[::1]" || host.hasPrefix("127.")
        return try AddressPolicy.publicOnly.allowing(ports: UInt16(port).map { [$0] } ?? [])
            .allowing(cidrs: networks + (isHere ? ["127.0.0.0/8", "::1/128"] : []))
    }
}
