/// A carrier's side of a connection: it waits for something to say and hands it out.
struct Carrier: Sendable {
    let hub: Hub
    let token: String
    let user: String
    private let attachment: CarrierLine
    private let wakes: AsyncStream<Void>
    private let aborts: AsyncStream<Void>

    /// Attaches to the connection, which must be the caller's.
    init(
        _ transport: Connection.Transport, of token: String, for caller: HubCaller, in hub: Hub
    ) throws(HubRefusal) {
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (aborts, abort) = AsyncStream<Void>.makeStream()
        let streams = CarrierLine.Streams(wake: wake, abort: abort)
        attachment = try hub.update { state, now throws(HubRefusal) in
            try state.attach(
                transport, to: token, hub: caller.hub, user: caller.user, streams: streams, now: now)
        }
        self.hub = hub
        self.token = token
        user = caller.user
        self.wakes = wakes
        self.aborts = aborts
    }

    /// What is to be said next; `nil` when this carrier is to say nothing more.
    ///
    /// Cancelling the task ends the waiting.
    func next() async -> [UInt8]? {
        while true {
            switch look() {
            case .bytes(let bytes): return bytes
            case .end, .replaced: return nil
            case .nothing: guard await isWoken() else { return nil }
            }
        }
    }

    func look() -> Parcel {
        hub.update { state, now in state.take(token, for: attachment, now: now) }
    }

    private func isWoken() async -> Bool {
        for await _ in wakes { return true }
        return false
    }

    /// Returns when everything is to be dropped, or the task is cancelled.
    func waitForAbort() async {
        for await _ in aborts {}
    }

    func detach() {
        hub.update { state, _ in state.detach(attachment, from: token) }
    }
}
