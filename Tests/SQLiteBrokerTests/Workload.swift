import Broker
import Foundation
import JSONModel
import SQLiteBroker

/// Calls every verb, and notes what was acknowledged: a store that comes back after a fault must hold all of it.
struct Workload {
    let broker: SQLiteBroker
    /// Sets two runs on one store apart: in their ids, and in time.
    let round: Int
    let note: @Sendable (Note) -> Void

    /// What is known of a job. A job that was noted twice is as noted last.
    struct Note: Codable, Sendable {
        let jobID: String
        /// `nil` while a call is under way that may change it.
        let status: JobStatus?
        /// A step and a record that were stored together.
        var step: String?
        var record: String?
    }

    /// An answer that is no error, and wrong.
    struct WrongAnswer: Error {
        let text: String
    }

    static let topology = Topology(
        topics: [Topic(name: "jobs", duplicateWindow: .seconds(600))],
        subscriptions: [
            Subscription(
                name: "work", topic: "jobs", match: ["jobType": "work"], definition: "d",
                limits: [
                    KeyLimit(text: "creator", concurrency: 1, rate: .init(count: 100, period: .seconds(1))) {
                        $0["creatorId"]?.stringValue
                    }
                ]),
            Subscription(name: "plain", topic: "jobs", match: ["jobType": "plain"], definition: "d"),
            Subscription(
                name: "told", topic: Topic.events, match: ["type": "job.completed", "jobType": "work"],
                definition: "d"),
        ],
        definitions: [Definition(hash: "d", name: "one", text: "kind: pipeline")],
        schedules: [Schedule(name: "nightly", fingerprint: "f", overlap: .allow)])

    /// - Parameter path: where the store is copied to at the end, if anywhere.
    func run(backupTo path: String?) async throws {
        try await broker.configure(Self.topology, at: at(0))
        try await submit(["a", "b"], "work")
        try await completeFirst()
        try await buryAndRedriveSecond()
        try await keepAndForget()
        try await submit(["c", "d"], "plain")
        try await change("c", to: .cancelled) { try await only(broker.cancel([id("c")], at: at(5))) }
        try await change("d", to: .retrying) {
            _ = try await lock("d", "plain", at: 5)
            let swept = try await broker.sweep(liveWorkers: ["w"], at: at(120))
            return swept > 0 ? .retrying : .processing
        }
        let submission = job("n", "plain")
        let firing = Firing(schedule: "nightly", instant: at(60), submission: submission)
        try await change("n", to: .pending, isNew: true) {
            let outcome = try await only(broker.fire([firing], at: at(120)))
            guard case .submitted(let receipt) = outcome, receipt.jobID == id("n") else {
                throw WrongAnswer(text: "\(outcome)")
            }
            return .pending
        }
        let retired = try await retireOld()
        guard retired >= 1 else { throw WrongAnswer(text: "\(retired) jobs were retired") }
        if let path { try await broker.backup(to: path) }
    }

    private func completeFirst() async throws {
        note(Note(jobID: id("a"), status: nil))
        let first = try await lock("a", "work", at: 1)
        _ = try await only(broker.renew([first], at: at(2)))
        try await only(broker.report([ProgressReport(lock: first, progress: 10, step: "one")], at: at(2)))
        let spend = SpendRequest(lock: first, stepID: "one", attempt: 1, name: "m", most: Money(nanos: 5))
        let reservation = try await only(broker.reserve([spend], at: at(2)))
        let step = StepRecord(
            stepID: "one", status: .completed, output: ["n": 1], attempt: 1, delivery: 1, startedAt: at(1),
            endedAt: at(2))
        try await only(
            broker.checkpoint(
                [
                    Checkpoint(
                        lock: first, step: step, records: [RecordWrite(collection: "c", id: id("r"), value: 1)],
                        costs: [1], messages: [job("child", "plain")],
                        spends: [SpendSettlement(reservation: reservation, outcome: .billed(Money(nanos: 3)))],
                        cacheWrite: CacheWrite(key: id("k"), output: 1, expiresAt: at(60)))
                ], at: at(2)))
        note(Note(jobID: id("child"), status: .pending))
        note(Note(jobID: id("a"), status: .processing, step: "one", record: id("r")))
        try await change("a", to: .completed) {
            try await only(broker.settle([Settlement(lock: first, outcome: .complete(result: 1))], at: at(3)))
        }
    }

    private func keepAndForget() async throws {
        let records = ["x", "y"].map { RecordWrite(collection: "c", id: id($0), value: 1) }
        for answer in await broker.saveRecords(records, at: at(4)) { try answer.get() }
        guard try await only(broker.removeRecords([RecordKey(collection: "c", id: id("x"))], at: at(4))) else {
            throw WrongAnswer(text: "record \(id("x")) is lost")
        }
        note(Note(jobID: id("a"), status: .completed, record: id("y")))
    }

    private func buryAndRedriveSecond() async throws {
        let failure = FailureRecord(code: "broken", message: "It broke.")
        let death = Settlement.Outcome.deadLetter(reason: "Why", failure, cause: .failed)
        for isLast in [false, true] {
            let second = try await change("b") {
                let lock = try await lock("b", "work", at: 3)
                let answer = try await only(broker.settle([Settlement(lock: lock, outcome: death)], at: at(4)))
                try expect(answer, .failed)
                return (answer, lock)
            }
            if isLast { return try await only(broker.discard([second], at: at(4))) }
            try await change("b", to: .retrying) { try await only(broker.redrive([Redrive(lock: second)], at: at(4))) }
        }
    }

    /// It ended long ago, as nothing else did.
    private func retireOld() async throws -> Int {
        let long = at(-100 * 86_400)
        _ = try await only(broker.submit([job("old", "plain")], at: long))
        _ = try await only(broker.cancel([id("old")], at: long))
        return try await broker.retire(Retention(), at: at(120)).jobs
    }

    private func submit(_ names: [String], _ type: String) async throws {
        for name in names {
            try await change(name, to: .pending, isNew: true) {
                let receipt = try await only(broker.submit([job(name, type)], at: at(0)))
                guard receipt.jobID == id(name), !receipt.isRepeat else { throw WrongAnswer(text: "\(receipt)") }
                return .pending
            }
        }
    }

    private func job(_ name: String, _ type: String) -> JobSubmission {
        JobSubmission(
            id: id(name), jobType: type, creatorID: id("alice"), payload: ["name": .string(name)],
            idempotencyKey: id(name), messageID: id(name))
    }

    private func lock(_ name: String, _ subscription: String, at seconds: Int) async throws -> Lock {
        let request = LockRequest(subscription: subscription, limit: 1, worker: "w", jobID: id(name))
        guard let found = try await broker.lock(request, at: at(seconds)).deliveries.first, found.job.id == id(name)
        else { throw WrongAnswer(text: "\(id(name)) cannot be locked") }
        return found.lock
    }

    private func change(
        _ name: String, to expected: JobStatus, isNew: Bool = false, _ call: () async throws -> JobStatus
    ) async throws {
        try await change(name, isNew: isNew) {
            let answer = try await call()
            try expect(answer, expected)
            return (answer, ())
        }
    }

    private func expect(_ answer: JobStatus, _ expected: JobStatus) throws {
        guard answer == expected else { throw WrongAnswer(text: "\(answer), not \(expected)") }
    }

    private func change<Value>(
        _ name: String, isNew: Bool = false, _ call: () async throws -> (JobStatus, Value)
    ) async throws -> Value {
        if !isNew { note(Note(jobID: id(name), status: nil)) }
        let (status, value) = try await call()
        note(Note(jobID: id(name), status: status))
        return value
    }

    private func only<Value>(_ results: [Result<Value, BrokerError>]) throws -> Value {
        guard let result = results.first, results.count == 1 else {
            throw WrongAnswer(text: "\(results.count) answers")
        }
        return try result.get()
    }

    private func id(_ name: String) -> String { "\(name)\(round)" }

    private func at(_ seconds: Int) -> Timestamp {
        Timestamp(milliseconds: 1_700_000_000_000 + Int64(round) * 3_600_000) + .seconds(seconds)
    }
}

extension SQLiteBroker {
    /// What was noted and is not so, and what the audit finds. What a dead worker held has been taken back.
    func contradictions(to notes: [Workload.Note]) async throws -> [String] {
        var wrong: [String] = []
        var known: [String: JobStatus?] = [:]
        for note in notes {
            known[note.jobID] = .some(note.status)
            wrong += try await losses(of: note)
        }
        for (id, status) in known {
            guard let found = try await job(id) else {
                wrong.append("job \(id) is lost")
                continue
            }
            // A worker that is gone gave its job back.
            let expected = status == .processing ? .retrying : status
            if let expected, found.status != expected { wrong.append("job \(id) is \(found.status)") }
            if found.status == .completed, found.result != 1 { wrong.append("the result of \(id) is lost") }
        }
        return wrong + (try await audit().map(\.text))
    }

    private func losses(of note: Workload.Note) async throws -> [String] {
        var lost: [String] = []
        if let step = note.step, try await !steps(of: note.jobID).contains(where: { $0.stepID == step }) {
            lost.append("step \(step) of \(note.jobID) is lost")
        }
        if let id = note.record, try await record(collection: "c", id: id)?.value != 1 {
            lost.append("record \(id) of \(note.jobID) is lost")
        }
        return lost
    }
}
