public import OutboundHTTP

extension OutboundCaller {
    /// The request as it goes out: where `MILLRACE_WEBHOOK_CAPTURE` names an address, as in development, everything goes
    /// there instead, with the header `Millrace-Original-URL`. Whoever runs the process chose that address, so it may be
    /// in any network.
    public func capturing(_ request: OutboundRequest) -> OutboundRequest {
        guard let capture, !capture.isEmpty else { return request }
        var request = request
        request.headers["Millrace-Original-URL"] = request.url
        request.url = capture
        request.addressPolicy = .unrestricted
        return request
    }
}
