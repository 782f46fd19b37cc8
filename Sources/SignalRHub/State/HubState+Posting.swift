extension HubState {
    /// A client without a socket sends one post at a time.
    mutating func beginPost(_ token: String, hub: String, user: String) throws(HubRefusal) {
        let connection = try connection(token, hub: hub, user: user)
        guard connection.phase != .ended else { throw .noConnection }
        guard connection.transport != .webSocket else { throw .otherTransport }
        guard !connection.isPosting else { throw .parallelPost }
        connections[token]?.isPosting = true
    }

    mutating func endPost(_ token: String) {
        connections[token]?.isPosting = false
    }

    /// The end of a connection that polls; a poll that waits is answered, later ones find nothing.
    mutating func delete(_ token: String, hub: String, user: String, now: Duration) throws(HubRefusal) {
        let connection = try connection(token, hub: hub, user: user)
        guard connection.transport == .longPolling else { throw .otherTransport }
        remove(token)
    }
}
