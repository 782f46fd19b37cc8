/// What every request of one client shares.
struct ClientSettings: Sendable {
    var addressPolicy: AddressPolicy
    var userAgent: String
    var certificateAuthorities: String?
    /// `host:port:address,address`: names that are not looked up. Tests only.
    var pinnedNames: [String] = []
    /// Told about every address a socket was wanted for, before there is a socket. Tests only.
    var onSocketDecision: (@Sendable (Endpoint?, Bool) -> Void)?
}

/// A request that has been checked, with all that the loop's thread needs to carry it out.
struct TransferPlan: Sendable {
    let request: OutboundRequest
    let url: RequestURL
    let policy: AddressPolicy
    let settings: ClientSettings

    init(_ request: OutboundRequest, settings: ClientSettings) throws(OutboundHTTPError) {
        let url = try RequestURL(validating: request.url)
        let policy = request.addressPolicy ?? settings.addressPolicy
        var request = request
        if request.headers["User-Agent"] == nil { request.headers["User-Agent"] = settings.userAgent }
        try request.validate(place: url.origin)
        guard policy.mayPermit(port: url.port) else {
            throw OutboundHTTPError(.urlForbidden, "The address of this URL is not allowed.", place: url.origin)
        }
        self.request = request
        self.url = url
        self.policy = policy
        self.settings = settings
    }

    func error(_ code: OutboundHTTPError.Code, _ message: String) -> OutboundHTTPError {
        OutboundHTTPError(code, message, place: url.origin)
    }

    var cancelled: OutboundHTTPError { error(.cancelled, "The request was cancelled.") }

    var headerLines: [String] { lines(of: request.headers.fields) }

    /// What may follow a redirect to another origin: nothing that could be a credential.
    var harmlessHeaderLines: [String] {
        let harmless = ["accept", "accept-language", "content-type", "if-range", "user-agent"]
        return lines(of: request.headers.fields.filter { harmless.contains($0.name.lowercased()) })
    }

    private func lines(of fields: [HTTPHeaders.Field]) -> [String] {
        // A name without a value stops libcurl from adding its own: it would wait a second for a "100 Continue" that
        // many servers never send, and would call any body a form.
        let unwanted = request.headers["Content-Type"] == nil ? ["Expect:", "Content-Type:"] : ["Expect:"]
        return unwanted + fields.map { $0.value.allSatisfy(\.isWhitespace) ? "\($0.name);" : "\($0.name): \($0.value)" }
    }
}
