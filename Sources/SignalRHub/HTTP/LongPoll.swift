import Hummingbird

/// One poll after the other carries a connection's messages.
struct LongPoll: Sendable {
    private let hub: Hub

    init(_ hub: Hub) {
        self.hub = hub
    }

    /// 200 with messages, or with nothing when the time is over; 204 when the connection has ended or another poll took over.
    func poll(_ token: String, _ caller: HubCaller) async throws(HubRefusal) -> Response {
        let carrier = try Carrier(.longPolling, of: token, for: caller, in: hub)
        defer { carrier.detach() }
        if hub.update({ state, _ in state.isFirstPoll(token) }) { return .hub([]) }
        if let bytes = await carrier.next() { return .hub(bytes) }
        switch carrier.look() {
        case .bytes(let bytes): return .hub(bytes)
        case .nothing: return .hub([])
        case .end:
            hub.update { state, _ in state.remove(token) }
            return .empty(.noContent)
        case .replaced: return .empty(.noContent)
        }
    }
}
