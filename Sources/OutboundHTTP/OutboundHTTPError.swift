/// Why a request was not sent or a response not read to its end.
///
/// Neither ``message`` nor ``place`` ever holds a resolved address, a query, a path, userinfo or a byte of a response,
/// so both may be shown to whoever submitted the URL.
public struct OutboundHTTPError: Error, Sendable, Hashable {
    /// Stable codes; the raw values are stored and shown.
    public enum Code: String, Sendable, CaseIterable {
        /// The text is not an absolute `http` or `https` URL of at most 2,048 bytes.
        case urlInvalid = "url_invalid"
        /// The scheme, the port, userinfo or the address connected to is not allowed, on the first URL or a redirect.
        case urlForbidden = "url_forbidden"
        /// The method, a header, a limit or an address range cannot be used as given.
        case requestInvalid = "request_invalid"
        case dnsFailed = "dns_failed"
        case connectFailed = "connect_failed"
        case tlsFailed = "tls_failed"
        /// The connect timeout or the total timeout has passed.
        case timedOut = "timed_out"
        /// Slower than the minimum speed for too long.
        case tooSlow = "too_slow"
        /// The body is larger than the limit; what came before is not to be trusted as whole.
        case tooLarge = "too_large"
        case tooManyRedirects = "too_many_redirects"
        /// The peer closed or reset the connection before the response was whole. Bytes already read are good.
        case connectionBroken = "connection_broken"
        /// The peer's answer is not understandable HTTP.
        case responseInvalid = "response_invalid"
        /// The task was cancelled, the scope was left, or the client was shut down.
        case cancelled
        /// Anything else that libcurl reports.
        case transferFailed = "transfer_failed"
    }

    public let code: Code
    /// One plain sentence.
    public let message: String
    /// The scheme, host and port of the request as written by the caller; `nil` when the URL could not be read.
    public let place: String?

    public init(_ code: Code, _ message: String, place: String? = nil) {
        self.code = code
        self.message = message
        self.place = place
    }

    /// Whether the same request can succeed later without a change.
    public var isTransient: Bool {
        switch code {
        case .dnsFailed, .connectFailed, .timedOut, .tooSlow, .connectionBroken, .transferFailed: true
        case .urlInvalid, .urlForbidden, .requestInvalid, .tlsFailed, .tooLarge, .tooManyRedirects, .responseInvalid,
            .cancelled:
            false
        }
    }
}

extension OutboundHTTPError: CustomStringConvertible {
    public var description: String {
        place.map { "\(code.rawValue): \(message) (\($0))" } ?? "\(code.rawValue): \(message)"
    }
}
