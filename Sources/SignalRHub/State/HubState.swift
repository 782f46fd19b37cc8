/// All connections of all hubs. Every transition notes the signals to deliver after the lock is released.
struct HubState: Sendable {
    struct Place: Sendable, Hashable {
        let hub: String
        let name: String
    }

    let options: HubOptions
    /// By their secret tokens.
    var connections: [String: Connection] = [:]
    var isStopping = false
    var tokens: [Place: String] = [:]
    var users: [Place: Set<String>] = [:]
    var groups: [Place: Set<String>] = [:]
    var signals: [Signal] = []
    private var lastAttachment = 0

    init(options: HubOptions) {
        self.options = options
    }

    mutating func takeSignals() -> [Signal] {
        defer { signals = [] }
        return signals
    }

    /// - Parameters:
    ///   - token: what the client names the connection by; equal to `id` in version 0.
    mutating func add(
        token: String, id: String, hub: String, user: String, expiry: Duration, now: Duration
    ) throws(HubRefusal) {
        guard !isStopping else { throw .stopping }
        guard connections.count < options.connectionLimit else { throw .full }
        let place = Place(hub: hub, name: user)
        guard users[place, default: []].count < options.userConnectionLimit else { throw .tooMany }
        connections[token] = Connection(
            hub: hub, user: user, id: id, expiry: expiry, messageLimit: options.messageLimit, now: now)
        users[place, default: []].insert(token)
        tokens[Place(hub: hub, name: id)] = token
    }

    mutating func remove(_ token: String) {
        guard let connection = connections.removeValue(forKey: token) else { return }
        tokens[Place(hub: connection.hub, name: connection.id)] = nil
        Self.remove(token, from: &users, at: Place(hub: connection.hub, name: connection.user))
        for group in connection.groups {
            Self.remove(token, from: &groups, at: Place(hub: connection.hub, name: group))
        }
        if let attachment = connection.attachment { signals.append(.abort(attachment)) }
    }

    static func remove(_ token: String, from index: inout [Place: Set<String>], at place: Place) {
        index[place]?.remove(token)
        if index[place]?.isEmpty == true { index[place] = nil }
    }

    /// The connection of that token, if it is in that hub and that user's.
    func connection(_ token: String, hub: String, user: String) throws(HubRefusal) -> Connection {
        guard let connection = connections[token], connection.hub == hub, connection.user == user else {
            throw .noConnection
        }
        return connection
    }

    /// Whether a socket or an event stream may carry the connection.
    func checkAttachable(_ token: String, hub: String, user: String) throws(HubRefusal) {
        let connection = try connection(token, hub: hub, user: user)
        guard connection.phase != .ended else { throw .noConnection }
        guard connection.transport == nil else { throw .inUse }
    }

    mutating func attach(
        _ transport: Connection.Transport, to token: String, hub: String, user: String, streams: CarrierLine.Streams,
        now: Duration
    ) throws(HubRefusal) -> CarrierLine {
        if transport == .longPolling {
            try checkPollable(token, hub: hub, user: user)
        } else {
            try checkAttachable(token, hub: hub, user: user)
        }
        lastAttachment += 1
        let attachment = CarrierLine(number: lastAttachment, wake: streams.wake, abort: streams.abort)
        if let old = connections[token]?.attachment { signals.append(.abort(old)) }
        connections[token]?.transport = transport
        connections[token]?.attachment = attachment
        connections[token]?.attachedAt = now
        connections[token]?.lastHeard = now
        return attachment
    }

    private func checkPollable(_ token: String, hub: String, user: String) throws(HubRefusal) {
        let connection = try connection(token, hub: hub, user: user)
        guard [nil, .longPolling].contains(connection.transport) else { throw .inUse }
    }

    /// A carrier is gone. A socket and an event stream take their connection with them, a poll does not.
    mutating func detach(_ attachment: CarrierLine, from token: String) {
        guard let connection = connections[token], connection.attachment == attachment else { return }
        connections[token]?.attachment = nil
        if connection.transport != .longPolling { remove(token) }
    }

    /// What there is to carry.
    mutating func take(_ token: String, for attachment: CarrierLine, now: Duration) -> Parcel {
        guard let connection = connections[token], connection.attachment == attachment else { return .replaced }
        if !connection.outbox.isEmpty {
            connections[token]?.lastSent = now
            // Of several messages in one poll signalrcore reads the first and keeps the others for the next.
            let most = connection.transport == .longPolling ? 1 : Int.max
            return .bytes(connections[token]?.outbox.take(atMost: most) ?? [])
        }
        return connection.phase == .ended ? .end : .nothing
    }

    /// The first poll is answered at once: it ends the connecting.
    mutating func isFirstPoll(_ token: String) -> Bool {
        defer { connections[token]?.hasPolled = true }
        return connections[token]?.hasPolled == false
    }
}

/// What a carrier finds when it looks.
enum Parcel: Sendable, Hashable {
    case bytes([UInt8])
    case nothing
    /// The connection has ended and nothing is left.
    case end
    /// Another poll has taken over, or the connection is gone.
    case replaced
}
