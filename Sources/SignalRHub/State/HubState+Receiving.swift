import JSONModel

extension HubState {
    /// Takes what a client sent.
    /// - Returns: calls that need more than the state to answer.
    mutating func receive(_ bytes: some Collection<UInt8>, from token: String, now: Duration) -> [HubCall] {
        guard connections[token].map({ $0.phase != .ended }) == true else { return [] }
        connections[token]?.lastHeard = now
        guard let records = connections[token]?.splitter.feed(bytes) ?? nil else {
            refuse(token, "A message is longer than \(options.messageLimit) bytes.", now)
            return []
        }
        return records.compactMap { take($0, from: token, now) }
    }

    private mutating func take(_ record: [UInt8], from token: String, _ now: Duration) -> HubCall? {
        switch connections[token]?.phase {
        case .opening: shakeHands(record, token, now)
        case .open: return answer(record, token, now)
        case .ended, nil: break
        }
        return nil
    }

    private mutating func shakeHands(_ record: [UInt8], _ token: String, _ now: Duration) {
        if let reason = Handshake.refusal(of: record) {
            end(token, saying: ServerMessage.handshakeRefused(reason), now: now)
        } else {
            connections[token]?.phase = .open
            post(ServerMessage.handshakeAccepted, to: token, now: now)
        }
    }

    private mutating func answer(_ record: [UInt8], _ token: String, _ now: Duration) -> HubCall? {
        do throws(ClientMessage.Malformed) {
            switch try ClientMessage(parsing: record) {
            case .invocation(let id, let target, let arguments):
                return perform(target, arguments, invocation: id, token, now)
            case .stream(let id): complete(id, error: "There is no method that streams.", token, now)
            case .close: end(token, saying: nil, now: now)
            case .sign: break
            }
        } catch {
            refuse(token, error.reason, now)
        }
        return nil
    }

    /// The methods that clients may call; names are case-sensitive.
    private mutating func perform(
        _ target: String, _ arguments: [JSONValue], invocation: String?, _ token: String, _ now: Duration
    ) -> HubCall? {
        switch (target, arguments.count, arguments.first?.stringValue) {
        case ("JoinJob", 1, let job?): return .join(job: job, invocation: invocation)
        case ("LeaveJob", 1, let job?):
            leave(Self.group(ofJob: job), token)
            complete(invocation, token, now)
        case ("LeaveJob", 0, _):
            for group in connections[token]?.groups ?? [] { leave(group, token) }
            complete(invocation, token, now)
        case ("JoinJob", _, _), ("LeaveJob", _, _):
            complete(invocation, error: "The arguments of \(target) are one job id.", token, now)
        default:
            complete(invocation, error: "There is no method '\(target.prefix(100))'.", token, now)
        }
        return nil
    }

    /// The end of `JoinJob`, once it is known whether the job is the user's.
    mutating func finishJoin(_ job: String, isTheirs: Bool, invocation: String?, _ token: String, now: Duration) {
        guard isTheirs else {
            complete(invocation, error: "There is no job of yours with this id.", token, now)
            return
        }
        let hasJoined = join(Self.group(ofJob: job), token)
        complete(invocation, error: hasJoined ? nil : "The connection is in too many groups.", token, now)
    }

    static func group(ofJob id: String) -> String { "job-" + id }

    /// No invocation id, no answer.
    private mutating func complete(
        _ invocation: String?, error: String? = nil, _ token: String, _ now: Duration
    ) {
        guard let invocation else { return }
        post(ServerMessage.completion(of: invocation, error: error), to: token, now: now)
    }

    private mutating func refuse(_ token: String, _ reason: String, _ now: Duration) {
        let isOpen = connections[token]?.phase == .open
        end(
            token, saying: isOpen ? ServerMessage.close(error: reason) : ServerMessage.handshakeRefused(reason),
            now: now)
    }
}
