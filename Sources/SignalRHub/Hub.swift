public import JSONModel
public import Logging
import Synchronization

/// Connections of SignalR clients, by hub and user, and what is sent to them. Delivery is at most once: a client that
/// was away reads the state again.
public final class Hub: Sendable {
    /// What the hub believes and asks.
    public struct Trust: Sendable {
        /// Signs the access tokens of clients; `sub` is the user.
        public var tokenKey: [UInt8]
        /// Signs the tokens of whoever sends over REST.
        public var accessKey: [UInt8]
        /// Whether a user may follow a job.
        public var mayFollow: @Sendable (_ jobID: String, _ user: String) async -> Bool

        public init(
            tokenKey: [UInt8], accessKey: [UInt8],
            mayFollow: @escaping @Sendable (_ jobID: String, _ user: String) async -> Bool = { _, _ in false }
        ) {
            self.tokenKey = tokenKey
            self.accessKey = accessKey
            self.mayFollow = mayFollow
        }
    }

    /// How far the clocks of whoever signs a token and of the hub may differ. 60 seconds.
    static let leeway = Duration.seconds(60)

    let options: HubOptions
    let trust: Trust
    let time: HubTime
    let logger: Logger
    private let state: Mutex<HubState>
    private let makeID: @Sendable () -> String

    public convenience init(options: HubOptions = HubOptions(), trust: Trust, time: HubTime, logger: Logger) {
        self.init(options: options, trust: trust, time: time, logger: logger, makeID: Self.randomID)
    }

    /// - Parameter makeID: must not be guessable.
    init(
        options: HubOptions, trust: Trust, time: HubTime, logger: Logger, makeID: @escaping @Sendable () -> String
    ) {
        self.options = options
        self.trust = trust
        self.time = time
        self.logger = logger
        self.makeID = makeID
        state = Mutex(HubState(options: options))
    }

    @Sendable private static func randomID() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max) | 1 << 63, radix: 16) }.joined()
    }

    /// Pings clients and ends connections whose time is over, until the task is cancelled.
    public func run() async {
        while (try? await time.sleep(.seconds(1))) != nil {
            update { state, now in state.sweep(now: now) }
        }
    }

    /// Calls a method of clients, as many as are connected at this moment.
    /// - Returns: how many connections it was put down for.
    @discardableResult
    public func send(_ target: String, arguments: [JSONValue], to audience: Audience, hub: String) -> Int {
        let message = ServerMessage.invocation(of: target, arguments)
        return update { state, now in state.send(message, to: audience, hub: hub, now: now) }
    }

    /// Whether somebody of the audience is connected.
    public func hasListeners(_ audience: Audience, hub: String) -> Bool {
        state.withLock { $0.hasListeners(audience, hub: hub) }
    }

    /// Tells every client to come back, takes no new ones, and returns when all have read it or the grace is over.
    public func shutdown() async {
        update { state, now in state.stop(now: now) }
        let end = time.now() + options.closeGrace
        while state.withLock({ $0.hasCarriers }), time.now() < end {
            guard (try? await time.sleep(.milliseconds(20))) != nil else { return }
        }
    }

    /// Every change of the state goes through here, so that no signal is forgotten.
    func update<Value: Sendable, Failure: Error>(
        _ change: (inout HubState, Duration) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let now = time.now()
        let (result, signals) = state.withLock { state in
            let result: Result<Value, Failure>
            do throws(Failure) {
                result = .success(try change(&state, now))
            } catch {
                result = .failure(error)
            }
            return (result, state.takeSignals())
        }
        for signal in signals { signal.deliver() }
        return try result.get()
    }

    func check(_ question: (HubState) throws(HubRefusal) -> Void) throws(HubRefusal) {
        try state.withLock { state throws(HubRefusal) in try question(state) }
    }

    /// Opens a connection for a client that has shown who it is.
    /// - Parameter version: of the negotiation, 0 or 1.
    func open(for caller: HubCaller, version: Int) throws(HubRefusal) -> (token: String, id: String) {
        let id = makeID()
        let token = version == 0 ? id : makeID()
        try update { state, now throws(HubRefusal) in
            try state.add(
                token: token, id: id, hub: caller.hub, user: caller.user, expiry: caller.expiry, now: now)
        }
        return (token, id)
    }

    /// Takes what a client sent and does what it asks for.
    func receive(_ bytes: [UInt8], from token: String, user: String) async {
        for call in update({ state, now in state.receive(bytes, from: token, now: now) }) {
            switch call {
            case .join(let job, let invocation):
                let isTheirs = await trust.mayFollow(job, user)
                update { state, now in
                    state.finishJoin(job, isTheirs: isTheirs, invocation: invocation, token, now: now)
                }
            }
        }
    }
}
