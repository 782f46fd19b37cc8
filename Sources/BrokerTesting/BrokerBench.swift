import Broker
import JSONModel
import Testing

/// A broker under test with short words for what promises do to it. Times are milliseconds after an arbitrary start.
struct BrokerBench: Sendable {
    var broker: any Broker
    let reopen: (@Sendable (any Broker) async throws -> any Broker)?

    @discardableResult
    func submit(
        _ id: String, type: String = "work", creator: String? = "alice", payload: JSONValue = ["n": 1],
        attributes: [String: JSONValue] = [:], to target: JobSubmission.Target = .topic("jobs"), key: String? = nil,
        messageID: String? = nil, notBefore: Int64? = nil, hops: Int = 0, at time: Int64 = 0
    ) async throws -> SubmissionReceipt {
        let job = JobSubmission(
            id: id, jobType: type, creatorID: creator, payload: payload, attributes: attributes, target: target,
            idempotencyKey: key, messageID: messageID, notBefore: notBefore.map { .at($0) }, hops: hops)
        return try await only(broker.submit([job], at: .at(time)))
    }

    func lockAll(
        _ subscription: String = "work", limit: Int = 10, job: String? = nil, at time: Int64
    ) async throws -> LockAnswer {
        try await broker.lock(
            LockRequest(subscription: subscription, limit: limit, worker: "w1", jobID: job), at: .at(time))
    }

    func lock(_ subscription: String = "work", job: String? = nil, at time: Int64) async throws -> LockedDelivery {
        try #require(try await lockAll(subscription, limit: 1, job: job, at: time).deliveries.first)
    }

    /// Submits a job and locks it at the same moment.
    func start(_ id: String, type: String = "work", at time: Int64 = 0) async throws -> Lock {
        try await submit(id, type: type, at: time)
        return try await lock(type, job: id, at: time).lock
    }

    @discardableResult
    func settle(_ lock: Lock, _ outcome: Settlement.Outcome, at time: Int64) async throws -> JobStatus {
        try await only(broker.settle([Settlement(lock: lock, outcome: outcome)], at: .at(time)))
    }

    @discardableResult
    func fail(
        _ lock: Lock, _ cause: AttemptCause = .failed, notBefore: Int64? = nil, at time: Int64
    ) async throws -> JobStatus {
        try await settle(lock, .retry(.broken, cause: cause, notBefore: notBefore.map { .at($0) }), at: time)
    }

    @discardableResult
    func cancel(_ id: String, at time: Int64) async throws -> JobStatus {
        try await only(broker.cancel([id], at: .at(time)))
    }

    func finish(_ checkpoint: Checkpoint, at time: Int64) async throws {
        try await only(broker.checkpoint([checkpoint], at: .at(time)))
    }

    func report(_ lock: Lock, _ progress: Int, note: String? = nil, at time: Int64) async throws {
        try await only(
            broker.report([ProgressReport(lock: lock, progress: progress, step: "one", note: note)], at: .at(time)))
    }

    @discardableResult
    func renew(_ lock: Lock, at time: Int64) async throws -> Renewal {
        try await only(broker.renew([lock], at: .at(time)))
    }

    /// - Parameter live: the workers that are alive.
    @discardableResult
    func sweep(live: Set<String> = [], at time: Int64) async throws -> Int {
        try await broker.sweep(liveWorkers: live, at: .at(time))
    }

    func job(_ id: String) async throws -> JobRecord {
        try #require(try await broker.job(id))
    }

    func events(_ id: String) async throws -> [EventRecord] {
        try await broker.events(of: id, after: 0, limit: 1000)
    }

    func eventTypes(_ id: String) async throws -> [String] {
        try await events(id).map(\.type)
    }

    /// Everything a reader can see of a job: equal before and after what must change nothing.
    func picture(_ id: String) async throws -> JobPicture {
        JobPicture(
            job: try await job(id), steps: try await broker.steps(of: id), events: try await events(id),
            record: try await broker.record(collection: "c", id: "r"))
    }

    /// The error an operation is refused with.
    func refusal(_ operation: () async throws -> Void) async throws -> BrokerError.Code {
        do {
            try await operation()
        } catch let error as BrokerError {
            return error.code
        }
        throw BenchError.nothingRefused
    }

    /// The answer of a batch of one.
    func only<Value>(_ results: [Result<Value, BrokerError>]) throws -> Value {
        #expect(results.count == 1)
        return try #require(results.first).get()
    }
}

struct JobPicture: Hashable {
    let job: JobRecord
    let steps: [StepRecord]
    let events: [EventRecord]
    let record: RecordWrite?
}

enum BenchError: Error {
    case nothingRefused
}

extension Timestamp {
    /// A moment so many milliseconds after the start of a promise.
    static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_700_000_000_123 + milliseconds) }
}

extension FailureRecord {
    static let broken = FailureRecord(code: "broken", message: "It broke.", step: "one", details: ["n": 1])
}

extension Checkpoint {
    /// A step that went well, with all that a step may leave behind.
    static func full(_ lock: Lock, step: String = "one", endedAt: Int64 = 2) -> Checkpoint {
        Checkpoint(
            lock: lock,
            step: StepRecord(
                stepID: step, status: .completed, output: ["value": [1, 2.5, "drei", nil]], attempt: 2, delivery: 1,
                startedAt: .at(1), endedAt: .at(endedAt)),
            events: [NewEvent(type: "video.analysed", data: ["scenes": 3])],
            records: [RecordWrite(collection: "c", id: "r", value: ["kept": true])], costs: [["tokens": 12]],
            progress: 40)
    }
}
