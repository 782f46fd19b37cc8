import Broker
import BrokerTesting
import Foundation
import JSONModel
import SQLiteBroker
import Testing

@Suite("The SQLite broker")
struct SQLiteBrokerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("keeps every promise", arguments: BrokerPromise.all + BrokerPromise.durable)
    func keeps(_ promise: BrokerPromise) async throws {
        let folder = folder
        let factory = BrokerFactory {
            try folder.open()
        } reopen: { broker in
            await broker.close()
            return try folder.open()
        }
        try await promise.check(factory)
    }

    @Test("leaves a whole store after every promise", arguments: BrokerPromise.all)
    func integrity(_ promise: BrokerPromise) async throws {
        let folder = folder
        try await promise.check(BrokerFactory { try folder.open() })
        #expect(try folder.query("PRAGMA integrity_check") == ["ok"])
        #expect(try folder.query("PRAGMA foreign_key_check").isEmpty)
        let strays = """
            SELECT id FROM deliveries WHERE (state = 'locked') <> (locked_until IS NOT NULL)
                OR (state IN ('dead', 'discarded')) <> (reason IS NOT NULL) OR number < 0 OR worker_died > 3
            """
        #expect(try folder.query(strays).isEmpty)
    }

    @Test("shares one commit among many callers")
    func groupCommit() async throws {
        let broker = try folder.open()
        try await broker.configure(.simple, at: .start)
        let before = broker.statistics
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<100 {
                group.addTask {
                    let job = JobSubmission(id: "j\(index)", jobType: "work", payload: .null)
                    _ = await broker.submit([job], at: .start)
                }
            }
        }
        let statistics = broker.statistics
        #expect(statistics.writes - before.writes == 100)
        #expect(statistics.commits - before.commits < 100)
        #expect(try await broker.jobs(JobQuery(limit: 200)).count == 100)
        await broker.close()
    }

    @Test("keeps costs, dead letters and their reasons in tables of their own")
    func tables() async throws {
        let broker = try folder.open()
        try await broker.configure(.simple, at: .start)
        _ = await broker.submit([JobSubmission(id: "a", jobType: "work", payload: .null)], at: .start)
        let request = LockRequest(subscription: "work", limit: 1, worker: "w")
        let lock = try #require(try await broker.lock(request, at: .start).deliveries.first).lock
        let step = StepRecord(
            stepID: "one", status: .completed, attempt: 1, delivery: 1, startedAt: .start, endedAt: .start)
        _ = await broker.checkpoint([Checkpoint(lock: lock, step: step, costs: [["usd": 0.5]])], at: .start)
        let failure = FailureRecord(code: "broken", message: "It broke.")
        _ = await broker.settle(
            [Settlement(lock: lock, outcome: .deadLetter(reason: "Why", failure, cause: .failed))], at: .start)
        await broker.close()
        #expect(try folder.query("SELECT step_id || data FROM costs") == ["one{\"usd\":0.5}"])
        #expect(try folder.query("SELECT state || reason || cause FROM deliveries") == ["deadWhyfailed"])
    }

    @Test("a full disk refuses the write, keeps what was stored, and goes on when there is room")
    func fullDisk() async throws {
        let broker = try folder.open()
        try await broker.configure(.simple, at: .start)
        _ = await broker.submit([JobSubmission(id: "a", jobType: "work", payload: .null)], at: .start)
        try await broker.limitPages(to: 1)
        let big = JobSubmission(id: "b", jobType: "work", payload: .string(String(repeating: "x", count: 1_000_000)))
        let results = await broker.submit([big], at: .start)
        #expect(throws: BrokerError.self) { try results[0].get() }
        if case .failure(let error) = results[0] { #expect(error.code == .full) }
        #expect(try await broker.job("a") != nil)
        #expect(try await broker.job("b") == nil)
        try await broker.limitPages(to: 1_000_000)
        #expect(try await broker.submit([big], at: .start)[0].get().jobID == "b")
        await broker.close()
    }

    @Test("ends with its last reference")
    func deinitialised() async throws {
        var broker: SQLiteBroker? = try folder.open()
        let changes = try #require(broker).changes()
        broker = nil
        for await _ in changes {}
        #expect(SQLiteBroker.owner(of: folder.store) == nil)
    }
}
