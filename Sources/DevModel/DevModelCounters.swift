import JSONModel

/// What a development model has seen so far: how a test proves what a client did.
public struct DevModelCounters: Sendable, Hashable {
    /// Chat completion requests since the start, refused ones included.
    public internal(set) var requests = 0
    /// Chat completion requests not answered to the end yet.
    public internal(set) var activeRequests = 0
    /// Of these, the ones the `hang` fault holds.
    public internal(set) var heldRequests = 0
    /// Open TCP connections.
    public internal(set) var activeConnections = 0
    /// Requests whose client closed the connection before its answer was complete.
    public internal(set) var clientDisconnects = 0
    /// Images decoded; an image that a request holds twice counts once.
    public internal(set) var imagesDecoded = 0

    public init() {}

    var json: JSONValue {
        [
            "requests": .int(Int64(requests)), "active_requests": .int(Int64(activeRequests)),
            "held_requests": .int(Int64(heldRequests)), "active_connections": .int(Int64(activeConnections)),
            "client_disconnects": .int(Int64(clientDisconnects)), "images_decoded": .int(Int64(imagesDecoded)),
        ]
    }
}
