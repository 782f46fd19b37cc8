/// One HTTP request. Build it, change what differs from the defaults, hand it to ``OutboundHTTPClient``.
public struct OutboundRequest: Sendable {
    public var method: String
    /// Absolute, `http` or `https`, ASCII (punycode for other names), at most 2,048 bytes, without userinfo.
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]?
    /// Path of a regular file to send instead of ``body``, read while it is sent; links are not followed. It is read on
    /// the client's one thread: give large uploads a client of their own. Such a request is never redirected.
    public var bodyFile: String?
    public var limits: TransferLimits
    /// How many redirects are followed; beyond it `too_many_redirects`. With 0, the default, a 3xx response is handed
    /// to the caller. Only GET, HEAD and POST are redirected (POST becomes GET on 301, 302 and 303); https never goes
    /// back to http; on the way to another origin only harmless headers are kept, never `Authorization` or a key.
    public var maxRedirects = 0
    /// Asks for the bytes from here on. The server may ignore it: look at ``ResponseHead/contentRange``.
    public var rangeStart: Int64?
    /// Offers compression and unpacks the answer; size limits then count unpacked bytes. Off by default.
    public var acceptsCompression = false
    /// Replaces the client's policy for this request.
    public var addressPolicy: AddressPolicy?

    public init(
        _ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil,
        limits: TransferLimits = TransferLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

extension OutboundRequest {
    /// Scheme, host and port as one text, for ``DestinationGate``; throws `url_invalid` or `url_forbidden`.
    public var destination: String {
        get throws(OutboundHTTPError) { try RequestURL(validating: url).origin }
    }

    var followsRedirects: Bool { maxRedirects > 0 && bodyFile == nil && ["GET", "HEAD", "POST"].contains(method) }

    func validate(place: String) throws(OutboundHTTPError) {
        guard method.isHTTPToken, method == method.uppercased() else {
            throw OutboundHTTPError(.requestInvalid, "The method is not an upper-case HTTP token.", place: place)
        }
        guard maxRedirects >= 0, rangeStart ?? 0 >= 0 else {
            throw OutboundHTTPError(
                .requestInvalid, "Neither the redirects nor the range start may be negative.", place: place)
        }
        guard method != "HEAD" || (body == nil && bodyFile == nil) else {
            throw OutboundHTTPError(.requestInvalid, "A HEAD request has no body.", place: place)
        }
        guard body == nil || bodyFile == nil else {
            throw OutboundHTTPError(.requestInvalid, "A request has one body, bytes or a file.", place: place)
        }
        try headers.validate(place: place)
        try limits.validate(place: place)
    }
}
