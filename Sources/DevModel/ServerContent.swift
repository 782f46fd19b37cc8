/// The plain value inside ``ServerState``; methods return the signals that are to end.
struct ServerContent {
    private struct ActiveRequest {
        let connection: ObjectIdentifier
        var clientHasLeft = false
        var departure: ServerState.Signal.Continuation?
    }

    private(set) var faults: DevModelFaults
    var ledger = FaultLedger()
    var billing = BillingLedger()
    var observers: [Int: AsyncStream<DevModelCounters>.Continuation] = [:]
    private var tally = DevModelCounters()
    private var nextID = 0
    private var requests: [Int: ActiveRequest] = [:]
    private var held: [Int: ServerState.Signal.Continuation] = [:]
    private var connections: Set<ObjectIdentifier> = []
    /// Connections whose client sends no more; a request that begins after that has lost its client already.
    private var abandoned: Set<ObjectIdentifier> = []

    init(faults: DevModelFaults) {
        self.faults = faults
    }

    var counters: DevModelCounters {
        var counters = tally
        counters.activeRequests = requests.count
        counters.heldRequests = held.count
        counters.activeConnections = connections.count
        return counters
    }

    private mutating func makeID() -> Int {
        nextID += 1
        return nextID
    }

    mutating func addObserver(_ observer: AsyncStream<DevModelCounters>.Continuation) -> Int {
        let id = makeID()
        observers[id] = observer
        return id
    }

    mutating func setFaults(_ faults: DevModelFaults) {
        self.faults = faults
        ledger = FaultLedger()
    }

    mutating func countDecodedImages(_ count: Int) { tally.imagesDecoded += count }

    mutating func connectionOpened(_ id: ObjectIdentifier) { connections.insert(id) }

    mutating func clientLeft(_ id: ObjectIdentifier) -> [ServerState.Signal.Continuation] {
        abandoned.insert(id)
        var ended: [ServerState.Signal.Continuation] = []
        for (key, request) in requests where request.connection == id && !request.clientHasLeft {
            requests[key]?.clientHasLeft = true
            tally.clientDisconnects += 1
            if let departure = request.departure { ended.append(departure) }
        }
        return ended
    }

    mutating func connectionClosed(_ id: ObjectIdentifier) -> [ServerState.Signal.Continuation] {
        let ended = clientLeft(id)
        abandoned.remove(id)
        connections.remove(id)
        // An answer whose head cannot be written never reaches its end.
        requests = requests.filter { $0.value.connection != id }
        return ended
    }

    mutating func beginRequest(on connection: ObjectIdentifier) -> Int {
        let id = makeID()
        tally.requests += 1
        let hasLeft = abandoned.contains(connection)
        if hasLeft { tally.clientDisconnects += 1 }
        requests[id] = ActiveRequest(connection: connection, clientHasLeft: hasLeft)
        return id
    }

    mutating func endRequest(_ id: Int) -> [ServerState.Signal.Continuation] {
        let request = requests.removeValue(forKey: id)
        return request?.departure.map { [$0] } ?? []
    }

    mutating func awaitDeparture(
        of id: Int, _ signal: ServerState.Signal.Continuation
    ) -> [ServerState.Signal.Continuation] {
        guard let request = requests[id], !request.clientHasLeft else { return [signal] }
        requests[id]?.departure = signal
        return request.departure.map { [$0] } ?? []
    }

    /// From then on nothing is held, so that a server can end.
    var isStopping = false

    mutating func hold(_ id: Int, _ signal: ServerState.Signal.Continuation) -> [ServerState.Signal.Continuation] {
        guard !isStopping else { return [signal] }
        held[id] = signal
        return []
    }

    mutating func letGo(_ id: Int) -> [ServerState.Signal.Continuation] {
        held.removeValue(forKey: id).map { [$0] } ?? []
    }

    mutating func releaseAll() -> [ServerState.Signal.Continuation] {
        defer { held = [:] }
        return Array(held.values)
    }
}
