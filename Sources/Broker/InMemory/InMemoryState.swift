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

    struct IdempotencyScope: Sendable, Hashable {
        let creatorID: String?
        let key: String
    }

    struct RecordKey: Sendable, Hashable {
        let collection: String
        let id: String
    }

    var isClosed = false
    var routes = RoutingTable()
    var definitions: [String: Definition] = [:]
    var jobs: [String: Entry] = [:]
    /// Job ids in the order of submission.
    var order: [String] = []
    var jobIDs: [Int64: String] = [:]
    /// Deliveries that are ready now or later, by subscription.
    var waiting: [String: Set<Int64>] = [:]
    var locked: Set<Int64> = []
    var keys: [IdempotencyScope: String] = [:]
    var records: [RecordKey: JSONValue] = [:]
    var lateResults: [String: [LateResult]] = [:]
    var lastDeliveryID: Int64 = 0
    var lastSequence: Int64 = 0
    var hints = ChangeList()

    /// Refuses everything once shut.
    mutating func attempt<Value>(
        _ transition: (inout InMemoryState) throws(BrokerError) -> Value
    ) -> Result<Value, BrokerError> {
        guard !isClosed else { return .failure(.closed) }
        do throws(BrokerError) {
            return .success(try transition(&self))
        } catch {
            return .failure(error)
        }
    }

    mutating func takeHints() -> [BrokerChange] {
        defer { hints = ChangeList() }
        return hints.changes
    }

    mutating func configure(_ topology: Topology, at now: Timestamp) {
        routes.replace(with: topology.subscriptions)
        for definition in topology.definitions { definitions[definition.hash] = definition }
    }

    func entry(of deliveryID: Int64) -> Entry? {
        jobIDs[deliveryID].flatMap { jobs[$0] }
    }

    /// Stores a job after a transition, with the events it gave rise to. Nothing was stored before.
    mutating func store(_ state: JobState, events: [NewEvent], at now: Timestamp) {
        let id = state.head.id
        for delivery in state.deliveries {
            waiting[delivery.subscription, default: []].remove(delivery.id)
            locked.remove(delivery.id)
            if delivery.state == .ready { waiting[delivery.subscription, default: []].insert(delivery.id) }
            if delivery.state == .locked { locked.insert(delivery.id) }
        }
        jobs[id]?.state = state
        guard !events.isEmpty else { return }
        for event in events {
            lastSequence += 1
            jobs[id]?.events.append(
                EventRecord(sequence: lastSequence, jobID: id, type: event.type, data: event.data, time: now))
        }
        hints.add(.events(jobID: id))
    }
}
