import JSONModel

/// All an in-memory broker knows. Its verbs are in the files beside this one.
struct InMemoryState: Sendable {
    struct Entry: Sendable {
        var state: JobState
        let submission: JobSubmission
        let createdAt: Timestamp
        /// Its place in the order of submission.
        let ordinal: Int
        var result: JSONValue?
        /// In the order they were recorded.
        var steps: [DeliveredStep] = []
        var events: [EventRecord] = []
        var costs: [JSONValue] = []
    }

    struct DeliveredStep: Sendable {
        let deliveryID: Int64
        let record: StepRecord
    }

    /// What an idempotency key or a message id belongs to.
    struct CreatorScope: Sendable, Hashable {
        let creatorID: String?
        let key: String
    }

    struct MessageScope: Sendable, Hashable {
        let topic: String
        let creatorID: String?
        let messageID: String
    }

    struct StoredRecord: Sendable {
        let value: JSONValue
        let storedAt: Timestamp
    }

    struct RateScope: Sendable, Hashable {
        let subscription: String
        let key: LimitCheck.RateKey
    }

    var isClosed = false
    var routes = RoutingTable()
    var definitions: [String: Definition] = [:]
    var jobs: [String: Entry] = [:]
    /// Job ids in the order of submission.
    var order: [String] = []
    var jobIDs: [Int64: String] = [:]
    /// Deliveries that wait, for their time or for a worker, by subscription.
    var waiting: [String: Set<Int64>] = [:]
    var locked: [String: Set<Int64>] = [:]
    var dead: Set<Int64> = []
    var rates: [RateScope: Int64] = [:]
    var keys: [CreatorScope: String] = [:]
    var messageIDs: [MessageScope: (jobID: String, until: Timestamp)] = [:]
    var records: [RecordKey: StoredRecord] = [:]
    var spends: [Int64: Spend] = [:]
    /// Of `spends`, so that a budget need not add up.
    var totals: [SpendScope: Money] = [:]
    var cache: [String: CachedOutput] = [:]
    var lateResults: [String: [LateResult]] = [:]
    var schedules: [String: (state: ScheduleState, fingerprint: String)] = [:]
    /// What came into each subscription, and what retention has removed.
    var tallies: [String: (delivered: Int, removed: Int)] = [:]
    var lastOrdinal = 0
    var lastDeliveryID: Int64 = 0
    var lastSequence: Int64 = 0
    var lastSpendID: Int64 = 0
    var hints = ChangeList()

    /// Refuses everything once shut. What throws leaves no trace.
    mutating func attempt<Value>(
        _ transition: (inout InMemoryState) throws(BrokerError) -> Value
    ) -> Result<Value, BrokerError> {
        guard !isClosed else { return .failure(.closed) }
        var next = self
        do throws(BrokerError) {
            let value = try transition(&next)
            self = next
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    mutating func takeHints() -> [BrokerChange] {
        defer { hints = ChangeList() }
        return hints.changes
    }

    mutating func configure(_ topology: Topology, at now: Timestamp) throws(BrokerError) {
        routes.replace(with: topology)
        for definition in topology.definitions { definitions[definition.hash] = definition }
        for schedule in topology.schedules where schedules[schedule.name]?.fingerprint != schedule.fingerprint {
            let state = schedules[schedule.name]?.state ?? ScheduleState(name: schedule.name, lastInstant: now)
            schedules[schedule.name] = (state, schedule.fingerprint)
            schedules[schedule.name]?.state.lastInstant = now
        }
        // The limits may be others now: everybody asks anew.
        for id in waiting.values.joined() { try update(id) { $0.unpark() } }
    }

    func entry(of deliveryID: Int64) -> Entry? {
        jobIDs[deliveryID].flatMap { jobs[$0] }
    }

    func delivery(_ id: Int64) -> Delivery? {
        entry(of: id)?.state.deliveries.first { $0.id == id }
    }

    /// Changes a delivery in a way that its job does not notice.
    mutating func update(_ id: Int64, _ change: (inout Delivery) -> Void) throws(BrokerError) {
        guard var state = entry(of: id)?.state else { throw BrokerError(.storage, "delivery \(id) is gone") }
        change(&state.deliveries[try state.index(of: id)])
        try store(state, events: [], at: Timestamp(milliseconds: 0))
    }

    /// Stores a job after a transition, with the events it gave rise to.
    mutating func store(_ state: JobState, events: [NewEvent], at now: Timestamp) throws(BrokerError) {
        var state = state
        let before = jobs[state.head.id]?.state.deliveries ?? []
        for index in state.deliveries.indices {
            let old = before.first { $0.id == state.deliveries[index].id }
            if state.deliveries[index].state == .ready, old?.state != .ready { giveTurn(to: &state.deliveries[index]) }
            file(state.deliveries[index])
        }
        jobs[state.head.id]?.state = state
        for old in before where old.openSpends > 0 {
            let hasEnded = state.deliveries.contains { $0.id == old.id && $0.state != .locked }
            if hasEnded { giveUpSpends(of: old.id, at: now) }
        }
        for old in before {
            guard let new = state.deliveries.first(where: { $0.id == old.id }), LimitCheck.frees(old, new) else {
                continue
            }
            try unparkFirst(waitingFor: LimitCheck.keys(of: new), in: new.subscription)
        }
        try publish(events, about: state.head, at: now)
    }

    private mutating func file(_ delivery: Delivery) {
        waiting[delivery.subscription, default: []].remove(delivery.id)
        locked[delivery.subscription, default: []].remove(delivery.id)
        dead.remove(delivery.id)
        switch delivery.state {
        case .scheduled, .ready: waiting[delivery.subscription, default: []].insert(delivery.id)
        case .locked: locked[delivery.subscription, default: []].insert(delivery.id)
        case .dead: dead.insert(delivery.id)
        case .completed, .cancelled, .discarded: break
        }
    }

    private mutating func giveTurn(to delivery: inout Delivery) {
        guard !delivery.keys.isEmpty else { return }
        let ready = (waiting[delivery.subscription] ?? []).compactMap { self.delivery($0) }.filter {
            $0.state == .ready && $0.id != delivery.id
        }
        let keys = delivery.keys
        delivery.turn = LimitCheck.turn(
            lastOfKeys: ready.filter { $0.keys == keys }.map(\.turn).max(), first: ready.map(\.turn).min())
    }

    /// The first delivery that waits for each of these keys may ask again.
    mutating func unparkFirst(waitingFor keys: [KeyWait], in subscription: String) throws(BrokerError) {
        for key in keys {
            let parked = (waiting[subscription] ?? []).compactMap { self.delivery($0) }.filter {
                $0.waitsFor == key && $0.state == .ready
            }
            guard let first = parked.min(by: { ($0.turn, $0.readyAt, $0.id) < ($1.turn, $1.readyAt, $1.id) }) else {
                continue
            }
            try update(first.id) { $0.unpark() }
            hints.add(.ready(subscription: subscription))
        }
    }

    private mutating func publish(_ events: [NewEvent], about head: JobHead, at now: Timestamp) throws(BrokerError) {
        guard !events.isEmpty else { return }
        for event in events {
            lastSequence += 1
            let record = EventRecord(
                sequence: lastSequence, jobID: head.id, type: event.type, data: event.data, time: now)
            jobs[head.id]?.events.append(record)
            let takers = routes.takers(of: event, about: head)
            guard !takers.isEmpty else { continue }
            let reaction = record.reaction(about: head, attributes: event.attributes(about: head))
            try insert(try JobPlan(reaction, takers: takers, at: now), at: now)
        }
        hints.add(.events(jobID: head.id))
    }
}
