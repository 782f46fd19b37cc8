import CCurl

/// A URL taken apart by the same parser that libcurl connects with, so that no second reading of it can differ.
struct RequestURL: Sendable, Hashable {
    static let maxBytes = 2048

    let text: String
    let scheme: String
    let host: String
    let port: UInt16

    /// `scheme://host:port` without anything that may be secret.
    var origin: String { "\(scheme)://\(host):\(port)" }

    init(validating text: String) throws(OutboundHTTPError) {
        try Self.checkText(text)
        try Self.checkAuthority(of: text)
        try self.init(parsing: text)
    }

    /// Reads what libcurl is about to ask for, after a redirect too.
    init(parsing text: String) throws(OutboundHTTPError) {
        guard text.utf8.count <= Self.maxBytes else {
            throw OutboundHTTPError(.urlInvalid, "The URL is longer than \(Self.maxBytes) bytes.")
        }
        guard let handle = curl_url() else { throw OutboundHTTPError(.transferFailed, "libcurl is out of memory.") }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: handle),
            let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: handle).flatMap({ UInt16($0) }), port != 0
        else {
            throw OutboundHTTPError(.urlInvalid, "This is not a URL with a host and a port from 1 to 65535.")
        }
        self.text = text
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func checkText(_ text: String) throws(OutboundHTTPError) {
        guard text.utf8.count <= maxBytes else {
            throw OutboundHTTPError(.urlInvalid, "The URL is longer than \(maxBytes) bytes.")
        }
        // Parsers disagree on these, and look-alike names hide in what is not ASCII.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw OutboundHTTPError(
                .urlInvalid, "The URL holds a space, a backslash, a control character or one that is not ASCII.")
        }
    }

    private static func checkAuthority(of text: String) throws(OutboundHTTPError) {
        guard let colon = text.firstIndex(of: ":"), text[..<colon].utf8.allSatisfy({ $0 != UInt8(ascii: "/") }) else {
            throw OutboundHTTPError(.urlInvalid, "The URL has no scheme.")
        }
        guard ["http", "https"].contains(text[..<colon].lowercased()) else {
            throw OutboundHTTPError(.urlForbidden, "Only http and https URLs are allowed.")
        }
        let rest = text[colon...].dropFirst()
        guard rest.hasPrefix("//") else {
            throw OutboundHTTPError(.urlInvalid, "The scheme is not followed by `//`.")
        }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        // libcurl would skip further slashes and take the first word of the path for the host.
        guard !authority.isEmpty else { throw OutboundHTTPError(.urlInvalid, "The URL has no host.") }
        guard !authority.contains("@") else {
            throw OutboundHTTPError(.urlForbidden, "A user name or password in the URL is not allowed.")
        }
        guard !authority.contains("%") else {
            throw OutboundHTTPError(.urlInvalid, "The host must not be percent-encoded or name a zone.")
        }
    }
}
