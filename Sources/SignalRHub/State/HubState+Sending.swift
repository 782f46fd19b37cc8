extension HubState {
    /// - Returns: how many connections it was put down for.
    mutating func send(_ message: [UInt8], to audience: Audience, hub: String, now: Duration) -> Int {
        var count = 0
        for token in tokens(of: audience, hub: hub) where connections[token]?.phase == .open {
            post(message, to: token, now: now)
            count += 1
        }
        return count
    }

    /// Whether somebody of the audience is there to listen.
    func hasListeners(_ audience: Audience, hub: String) -> Bool {
        tokens(of: audience, hub: hub).contains { connections[$0]?.phase == .open }
    }

    private func tokens(of audience: Audience, hub: String) -> [String] {
        switch audience {
        case .everyone: connections.filter { $0.value.hub == hub }.map(\.key)
        case .user(let name): Array(users[Place(hub: hub, name: name)] ?? [])
        case .group(let name): Array(groups[Place(hub: hub, name: name)] ?? [])
        case .connection(let id): tokens[Place(hub: hub, name: id)].map { [$0] } ?? []
        }
    }

    /// Puts a message down for a connection; one that reads too slowly is closed instead.
    mutating func post(_ message: [UInt8], to token: String, now: Duration) {
        guard let connection = connections[token], connection.phase != .ended else { return }
        if connections[token]?.outbox.append(message, limit: options.outgoingLimit) == false {
            let words = ServerMessage.close(error: "The connection reads too slowly.", allowReconnect: true)
            end(token, saying: words, keepsWaiting: false, now: now)
        }
        wake(token)
    }

    mutating func end(_ token: String, saying words: [UInt8]?, keepsWaiting: Bool = true, now: Duration) {
        connections[token]?.end(saying: words, keepsWaiting: keepsWaiting, now: now)
        wake(token)
    }

    private mutating func wake(_ token: String) {
        if let attachment = connections[token]?.attachment { signals.append(.wake(attachment)) }
    }

    /// Every client is told to come back; no new ones are taken.
    mutating func stop(now: Duration) {
        isStopping = true
        for (token, connection) in connections {
            if connection.attachment == nil && connection.transport != .longPolling {
                remove(token)
            } else {
                let isOpen = connection.phase == .open
                let words =
                    isOpen
                    ? ServerMessage.close(allowReconnect: true)
                    : ServerMessage.handshakeRefused("The server is going away.")
                end(token, saying: words, now: now)
            }
        }
    }

    /// Whether somebody may still be reading last words.
    var hasCarriers: Bool { connections.values.contains { $0.attachment != nil } }

    /// - Returns: whether it is in the group now.
    mutating func join(_ group: String, _ token: String) -> Bool {
        guard let connection = connections[token], connection.phase == .open else { return false }
        guard connection.groups.contains(group) || connection.groups.count < options.groupLimit else { return false }
        connections[token]?.groups.insert(group)
        groups[Place(hub: connection.hub, name: group), default: []].insert(token)
        return true
    }

    mutating func leave(_ group: String, _ token: String) {
        guard let connection = connections[token] else { return }
        connections[token]?.groups.remove(group)
        Self.remove(token, from: &groups, at: Place(hub: connection.hub, name: group))
    }
}
