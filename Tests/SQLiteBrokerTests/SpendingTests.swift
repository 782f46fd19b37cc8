import Broker
import Foundation
import JSONModel
import SQLiteBroker
import Testing

@Suite("Money in the file")
struct SpendingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("A process that is killed between a reservation and its checkpoint leaves the maximum spent")
    func killed() async throws {
        for point in ["checkpoint:1", "in-transaction:6"] {
            let folder = try TemporaryFolder()
            let path = folder.store
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, point = point as String] in
                setenv("MILLRACE_CRASH_AT", point, 1)
                let broker = try SQLiteBroker(path: path, at: .start)
                _ = try await broker.spend("0.50", settling: "0.10")
            }
            let broker = try folder.open()
            try await broker.configure(.simple, at: .start)
            let line = try #require(try await broker.costs(CostQuery(by: .job)).first)
            #expect(line.spent.description == "0.50" && line.unknown == 1 && line.reserved == .zero, "\(point)")
            #expect(try await broker.audit() == [])
            await broker.close()
        }
    }

    @Test("Reports show jobs, spends and records, in whole units, without contacts")
    func reports() async throws {
        let broker = try folder.open()
        let lock = try await broker.spend("0.50", settling: "0.75")
        _ = await broker.settle([Settlement(lock: lock, outcome: .complete(result: ["n": 1]))], at: .start)
        _ = await broker.saveRecords(
            [
                RecordWrite(collection: "contacts", id: "alice", value: 1),
                RecordWrite(collection: "daily", id: "x", value: ["n": 2]),
            ], at: .start)
        await broker.close()
        let spend = """
            SELECT job_id || ' ' || model || ' ' || pipeline || ' ' || state || ' ' || most || ' ' || amount || ' '
                || is_overrun || ' ' || (amounts ->> '$.tokens') FROM report_spend
            """
        #expect(try folder.query(spend) == ["a large one billed 0.5 0.75 1 12.0"])
        let job = "SELECT job_type || status || pipeline || attempts || (result ->> '$.n') FROM report_jobs"
        #expect(try folder.query(job) == ["workcompletedone11"])
        #expect(try folder.query("SELECT collection || id || (value ->> '$.n') FROM report_records") == ["dailyx2"])
    }

    @Test("The audit finds a total that is not the sum, and money set aside for a lock that is over")
    func audit() async throws {
        var broker = try folder.open()
        _ = try await broker.spend("0.50", settling: "0.10")
        await broker.close()
        try folder.execute(
            """
            UPDATE spend_totals SET amount = amount + 1 WHERE scope = 'job';
            DELETE FROM spend_totals WHERE scope = 'all';
            """)
        broker = try folder.open()
        #expect(try await broker.audit().map(\.code) == [.spend, .spend])
        await broker.close()
        try folder.execute(
            """
            UPDATE spend_totals SET amount = amount - 1 WHERE scope = 'job';
            INSERT INTO spend_totals SELECT 'all', '', day, amount FROM spend_totals WHERE scope = 'pipeline';
            UPDATE spends SET state = 'reserved', fence = 7;
            """)
        broker = try folder.open()
        #expect(try await broker.audit().map(\.code) == [.spend])
        await broker.close()
    }
}

extension SQLiteBroker {
    /// Runs a job's only step, up to the end of its checkpoint.
    fileprivate func spend(_ most: String, settling bill: String) async throws -> Lock {
        try await configure(.simple, at: .start)
        _ = try await submit([JobSubmission(id: "a", jobType: "work", payload: .null)], at: .start)[0].get()
        let request = LockRequest(subscription: "work", limit: 1, worker: "w")
        let lock = try #require(try await lock(request, at: .start).deliveries.first).lock
        let spend = SpendRequest(
            lock: lock, stepID: "one", attempt: 1, name: "large", most: try #require(Money(parsing: most)))
        let reservation = try await reserve([spend], at: .start)[0].get()
        let step = StepRecord(
            stepID: "one", status: .completed, attempt: 1, delivery: 1, startedAt: .start, endedAt: .start)
        let settlement = SpendSettlement(
            reservation: reservation, outcome: .billed(try #require(Money(parsing: bill))), amounts: ["tokens": 12])
        _ = try await checkpoint([Checkpoint(lock: lock, step: step, spends: [settlement])], at: .start)[0].get()
        return lock
    }
}
