import Broker
import JSONModel
import Testing

extension BrokerBench {
    var isOpen: Bool {
        get async { (try? await broker.counts()) != nil }
    }

    /// Nothing is missing, nothing is too much, and the store finds nothing wrong with itself.
    func expectLawful(_ when: String = "at the end") async throws {
        #expect(try await broker.audit().map(\.text) == [], "\(when)")
        #expect(try await broker.counts().filter { $0.difference != 0 } == [], "\(when)")
    }

    func counts(_ subscription: String) async throws -> SubscriptionCounts {
        try #require(try await broker.counts().first { $0.subscription == subscription })
    }

    /// The only delivery of a job, or that of one subscription.
    func delivery(_ job: String, _ subscription: String? = nil) async throws -> DeliveryRecord {
        let all = try await broker.deliveries(of: job)
        return try #require(all.first { subscription == nil || $0.subscription == subscription })
    }

    /// The ids of the jobs a lock call hands out.
    func lockedIDs(_ subscription: String, limit: Int = 100, at time: Int64) async throws -> [String] {
        try await lockAll(subscription, limit: limit, at: time).deliveries.map(\.job.id)
    }

    /// Submits a job and makes its delivery a dead letter at the same moment.
    @discardableResult
    func kill(
        _ id: String, type: String = "work", creator: String? = "alice", payload: JSONValue = ["n": 1],
        reason: String = "Why", failure: FailureRecord = .broken, cause: AttemptCause = .failed, at time: Int64 = 0
    ) async throws -> Lock {
        try await submit(id, type: type, creator: creator, payload: payload, at: time)
        let lock = try await lock(type, job: id, at: time).lock
        try await settle(lock, .deadLetter(reason: reason, failure, cause: cause), at: time)
        return lock
    }

    @discardableResult
    func redrive(_ redrive: Redrive, at time: Int64) async throws -> JobStatus {
        try await only(broker.redrive([redrive], at: .at(time)))
    }

    func discard(_ letter: Lock, at time: Int64) async throws {
        try await only(broker.discard([letter], at: .at(time)))
    }

    func letters(_ change: (inout DeadLetterQuery) -> Void = { _ in }) async throws -> [String] {
        try await broker.deadLetters(query(change)).map(\.jobID)
    }

    func letter(_ job: String) async throws -> DeadLetter {
        try #require(try await broker.deadLetters(query { $0.jobID = job }).first)
    }

    func query(_ change: (inout DeadLetterQuery) -> Void = { _ in }) -> DeadLetterQuery {
        var query = DeadLetterQuery(limit: 1000)
        change(&query)
        return query
    }

    /// Fires an instant with a job of that id; without one it is passed over.
    @discardableResult
    func fire(
        _ schedule: String, _ instant: Int64, _ id: String?, type: String = "work", at time: Int64
    ) async throws -> Firing.Outcome {
        let submission = id.map { JobSubmission(id: $0, jobType: type, payload: .null) }
        let firing = Firing(schedule: schedule, instant: .at(instant), submission: submission)
        return try await only(broker.fire([firing], at: .at(time)))
    }

    func schedule(_ name: String) async throws -> ScheduleState {
        try #require(try await broker.schedules().first { $0.name == name })
    }

    /// Puts a topology into force that differs from the usual one.
    func configure(at time: Int64, _ change: (inout Topology) -> Void) async throws {
        var topology = Self.topology
        change(&topology)
        try await broker.configure(topology, at: .at(time))
    }
}

extension Topology {
    mutating func change(_ subscription: String, _ change: (inout Subscription) -> Void) {
        for index in subscriptions.indices where subscriptions[index].name == subscription {
            change(&subscriptions[index])
        }
    }
}
