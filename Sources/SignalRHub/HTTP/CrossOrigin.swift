import HTTPTypes
import Hummingbird

/// What pages of other origins may do, if they are listed: clients of SignalR send credentials by default, so the
/// origin is named and never `*`.
struct CrossOrigin: Sendable {
    let origins: Set<String>

    /// The answer to a browser that asks before it sends.
    func preflight(_ request: HubRequest) -> Response {
        guard request.isOriginAllowed(origins) else { return HubRefusal.foreignOrigin.response }
        var response = Response.empty(.noContent)
        add(to: &response, for: request)
        response.headers[.accessControlAllowMethods] = "GET, POST, DELETE"
        response.headers[.accessControlAllowHeaders] =
            "authorization, content-type, x-requested-with, x-signalr-user-agent"
        response.headers[.accessControlMaxAge] = "600"
        return response
    }

    /// Lets the page read the answer.
    func add(to response: inout Response, for request: HubRequest) {
        guard let origin = request.origin, request.isOriginAllowed(origins) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowCredentials] = "true"
        response.headers[.vary] = "Origin"
    }
}
