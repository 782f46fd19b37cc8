extension HubState {
    /// Does what time asks for: pings, and ends for whoever is silent, late, expired or done.
    mutating func sweep(now: Duration) {
        for (token, connection) in connections {
            switch connection.phase {
            case .opening, .open: sweepLive(connection, token, now)
            case .ended: sweepEnded(connection, token, now)
            }
        }
    }

    private mutating func sweepLive(_ connection: Connection, _ token: String, _ now: Duration) {
        if connection.phase == .opening && now >= connection.openedAt + options.handshakeTimeout {
            guard connection.attachment != nil else { return remove(token) }
            end(token, saying: ServerMessage.handshakeRefused("The handshake took too long."), now: now)
        } else if now >= connection.expiry {
            end(token, saying: ServerMessage.close(error: "The access token has expired."), now: now)
        } else if now >= connection.lastHeard + options.clientTimeout {
            // Nobody is there to read the rest.
            end(
                token, saying: ServerMessage.close(error: "Nothing was heard from the client."), keepsWaiting: false,
                now: now)
        } else if connection.phase == .open && now >= connection.lastSent + options.keepAlive
            && connection.outbox.isEmpty
        {
            post(ServerMessage.ping, to: token, now: now)
        }
        endPollIfDue(connection, now)
    }

    /// A poll that waited long enough is answered with nothing.
    private mutating func endPollIfDue(_ connection: Connection, _ now: Duration) {
        guard connection.transport == .longPolling, let poll = connection.attachment,
            now >= connection.attachedAt + options.pollTimeout
        else { return }
        signals.append(.finish(poll))
    }

    private mutating func sweepEnded(_ connection: Connection, _ token: String, _ now: Duration) {
        // A client that polls comes for its last words by itself, a moment later perhaps.
        let grace = connection.transport == .longPolling ? options.clientTimeout : options.closeGrace
        if now >= (connection.endedAt ?? now) + grace { remove(token) }
    }
}
