/// Whether a request may become a socket.
struct SocketGate: Sendable {
    private let hub: Hub

    init(_ hub: Hub) {
        self.hub = hub
    }

    /// - Throws: what a plain answer then says.
    func check(_ caller: HubCaller, _ asked: HubRequest) throws(HubRefusal) {
        guard let token = asked.connection else { return }
        try hub.check { state throws(HubRefusal) in
            try state.checkAttachable(token, hub: caller.hub, user: caller.user)
        }
    }

    /// A client that skips negotiation names no connection and gets a new one.
    func open(_ caller: HubCaller, _ asked: HubRequest) throws(HubRefusal) -> Carrier {
        let token = if let token = asked.connection { token } else { try hub.open(for: caller, version: 1).token }
        return try Carrier(.webSocket, of: token, for: caller, in: hub)
    }
}
