import JSONModel

/// One client's connection, from its negotiation to its end.
struct Connection: Sendable {
    enum Phase: Sendable, Hashable {
        /// Negotiated, or without a handshake yet.
        case opening
        case open
        /// Only the last words are still to be read.
        case ended
    }

    enum Transport: Sendable, Hashable {
        case webSocket, eventStream, longPolling
    }

    let hub: String
    let user: String
    /// Public: what REST calls it by.
    let id: String
    /// When its access token expires.
    let expiry: Duration
    let openedAt: Duration
    var phase = Phase.opening
    var transport: Transport?
    var attachment: CarrierLine?
    var attachedAt: Duration
    var lastHeard: Duration
    var lastSent: Duration
    var endedAt: Duration?
    var isPosting = false
    var hasPolled = false
    var groups: Set<String> = []
    var splitter: RecordSplitter
    var outbox = Outbox()

    init(hub: String, user: String, id: String, expiry: Duration, messageLimit: Int, now: Duration) {
        self.hub = hub
        self.user = user
        self.id = id
        self.expiry = expiry
        openedAt = now
        attachedAt = now
        lastHeard = now
        lastSent = now
        splitter = RecordSplitter(limit: messageLimit)
    }

    /// Puts it to its end: what waits and is not to be kept gives way to the last words.
    mutating func end(saying words: [UInt8]?, keepsWaiting: Bool, now: Duration) {
        guard phase != .ended else { return }
        phase = .ended
        endedAt = now
        if !keepsWaiting { outbox.removeAll() }
        if let words { _ = outbox.append(words, limit: .max) }
    }
}

/// A method of the hub that a client has called and that needs more than the state to answer.
enum HubCall: Sendable, Hashable {
    case join(job: String, invocation: String?)
}
