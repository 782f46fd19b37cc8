import Broker
import JSONModel
import SQLiteBroker
import Testing

@Suite("A store of version 2")
struct SecondVersionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FirstVersion.make(folder)
        // What SQL cannot say of that migration follows it.
        try folder.execute(
            Migration.second.script + """
                UPDATE deliveries SET fingerprint = '0123456789abcdef' WHERE state = 'dead';
                UPDATE deliveries SET state = 'scheduled' WHERE id = 3;
                INSERT INTO records VALUES ('contacts', 'alice', '{"email":"a@example.org"}', 3);
                PRAGMA user_version = 2;
                """)
    }

    @Test("opens as version 3 with everything in it, and money, a cache and reports from then on")
    func opens() async throws {
        let broker = try folder.open()
        #expect(try await broker.jobs(JobQuery()).count == 7)
        #expect(try await broker.record(collection: "c", id: "r")?.value == ["kept": true])
        #expect(try await broker.costs(CostQuery(by: .job)).isEmpty)
        #expect(try await broker.cached("k", at: .start) == nil)
        try await broker.configure(.simple, at: .start)
        let request = LockRequest(subscription: "work", limit: 1, worker: "w", jobID: "new")
        let lock = try #require(try await broker.lock(request, at: .start).deliveries.first).lock
        let spend = SpendRequest(lock: lock, stepID: "one", attempt: 1, name: "m", most: Money(nanos: 5))
        #expect(try await broker.reserve([spend], at: .start)[0].get() == 1)
        #expect(try await broker.retire(Retention(records: .zero), at: .start).records == 1)
        #expect(try await broker.audit().isEmpty)
        await broker.close()
        #expect(try folder.query("PRAGMA user_version") == ["3"])
        #expect(try folder.query("PRAGMA integrity_check") == ["ok"])
        #expect(try folder.query("PRAGMA foreign_key_check").isEmpty)
        #expect(try folder.query("SELECT id FROM records") == ["alice"])
        #expect(try folder.query("SELECT id || pipeline FROM report_jobs WHERE id = 'new'") == ["newone"])
    }
}
