/// Sends HTTP requests: any number at once, on one thread of its own that starts with the first request.
///
/// Every connection is checked against an ``AddressPolicy``; proxies, cookies, other schemes and unverified TLS are off.
/// Make one and share it: connections are kept and used again.
public final class OutboundHTTPClient: Sendable {
    private let settings: ClientSettings
    private let loop = MultiLoop()

    /// - Parameters:
    ///   - addressPolicy: for every request that brings none of its own.
    ///   - userAgent: unless a request sets the header itself.
    ///   - certificateAuthorities: path of a PEM file to trust instead of the system's.
    public init(
        addressPolicy: AddressPolicy = .publicOnly, userAgent: String = "millrace",
        certificateAuthorities: String? = nil
    ) {
        settings = ClientSettings(
            addressPolicy: addressPolicy, userAgent: userAgent, certificateAuthorities: certificateAuthorities)
    }

    /// For tests: names that need no lookup, and a witness of every socket wanted.
    package init(
        addressPolicy: AddressPolicy, pinnedNames: [String],
        onSocketDecision: (@Sendable (Endpoint?, Bool) -> Void)? = nil
    ) {
        settings = ClientSettings(
            addressPolicy: addressPolicy, userAgent: "millrace", pinnedNames: pinnedNames,
            onSocketDecision: onSocketDecision)
    }

    deinit {
        loop.shutdown()
    }

    /// Ends every transfer with `cancelled`, closes all connections and ends the thread. Later requests throw `cancelled`.
    public func shutdown() {
        loop.shutdown()
    }

    /// Sends the request and hands over the response while it arrives. Any status is a response, not an error.
    ///
    /// Leaving the scope, throwing from it or cancelling the task closes a transfer that is not at its end, at once.
    /// - Throws: ``OutboundHTTPError``, or what `read` throws.
    public func withResponse<Result>(
        to request: OutboundRequest, _ read: (ResponseHead, ResponseBody) async throws -> Result
    ) async throws -> Result {
        let plan = try TransferPlan(request, settings: settings)
        guard !Task.isCancelled else { throw plan.cancelled }
        let exchange = try loop.start(plan)
        defer { loop.abandon(exchange) }
        return try await withTaskCancellationHandler {
            let head = try await exchange.head()
            return try await read(head, ResponseBody(exchange: exchange, loop: loop))
        } onCancel: {
            loop.abandon(exchange)
        }
    }

    /// Sends the request and reads the whole response; `too_large` when its body has more than `limit` bytes.
    public func send(_ request: OutboundRequest, collectUpTo limit: Int) async throws -> OutboundResponse {
        try await withResponse(to: request) { head, body in
            OutboundResponse(head: head, body: try await body.collect(upTo: limit))
        }
    }
}
