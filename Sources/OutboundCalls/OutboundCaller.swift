public import OutboundHTTP
public import StepKit

/// A step's way to other servers. All that call out share what it does: a place per destination, the time that is left,
/// addresses checked when they are connected to, failures in the step's words.
///
/// Make one per plugin: it remembers which destinations are dead.
public struct OutboundCaller: Sendable {
    private let client: OutboundHTTPClient
    private let gate: DestinationGate
    private let everywhere: AddressPolicy
    private let ownNetworks: AddressPolicy
    let capture: String?

    /// - Parameters:
    ///   - client: its own address policy is not used.
    ///   - gate: by default one that suits hosts customers name.
    /// - Throws: ``OutboundHTTPError`` for an allowed network that is none.
    public init(
        environment: StepEnvironment, client: OutboundHTTPClient = OutboundHTTPClient(),
        gate: DestinationGate = DestinationGate()
    ) throws {
        self.client = client
        self.gate = gate
        everywhere = try AddressPolicy.publicOnly.allowing(cidrs: environment.allowedNetworks)
        ownNetworks = try AddressPolicy.nothing.allowing(cidrs: environment.allowedNetworks)
        capture = environment.variables["MILLRACE_WEBHOOK_CAPTURE"]
    }

    /// What may be reached by a URL that comes with a job.
    /// - Parameter plainHTTP: whether `http` URLs lead into the public internet too, or only into allowed networks.
    public func addressPolicy(for url: String, plainHTTP: Bool) -> AddressPolicy {
        url.lowercased().hasPrefix("https:") || plainHTTP ? everywhere : ownNetworks
    }

    /// Sends the request and keeps the first bytes of the answer, of whatever status. An answer that is longer, or
    /// breaks off, is still one: ``OutboundAnswer/rest`` tells.
    /// - Parameters:
    ///   - timeout: for all of it; less where the step has less left.
    ///   - limit: the most bytes kept; beyond it the connection is closed.
    /// - Throws: ``StepFailure``, or what an abort stands for.
    public func send(
        _ request: OutboundRequest, timeout: Duration, keeping limit: Int, in context: StepContext
    ) async throws -> OutboundAnswer {
        try await withAnswer(to: request, timeout: timeout, in: context) { head, body in
            try await OutboundAnswer.reading(body, upTo: limit, after: head)
        }
    }

    /// Sends the request and hands the answer over while it arrives.
    /// - Parameter timeout: for all of it; `nil`: as long as the step has.
    /// - Throws: ``StepFailure``, what an abort stands for, or what `read` throws.
    public func withAnswer<Result>(
        to request: OutboundRequest, timeout: Duration? = nil, in context: StepContext,
        _ read: (ResponseHead, ResponseBody) async throws -> Result
    ) async throws -> Result {
        try context.abort.throwIfAborted()
        guard context.timeRemaining > .zero else { throw StepFailure(.timeout, "there is no time left") }
        var request = request
        request.limits.totalTimeout = min(timeout ?? context.timeRemaining, context.timeRemaining)
        do {
            return try await gate.withPlace(at: request.destination) {
                try await client.withResponse(to: request, read)
            }
        } catch let error as OutboundHTTPError {
            throw try CallFailure.of(error, in: context)
        } catch let refusal as DestinationGate.Refusal {
            throw CallFailure.of(refusal)
        }
    }
}
