import Broker
import Foundation
import GRDBSQLite
import JSONModel
import SQLiteBroker
import Testing

@Suite("A store of version 1")
struct MigrationTests {
    private static let statements = Migration.second.script.split(separator: ";\n")
    /// The statements, what SQL cannot say, and the version.
    private static let killable = statements.count + 3
    private static let killableToTheThird = Migration.third.script.split(separator: ";\n").count + 2
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FirstVersion.make(folder)
    }

    @Test("opens with everything in it")
    func readers() async throws {
        let broker = try folder.open()
        try await expectAll(in: broker)
        await broker.close()
        #expect(try folder.query("PRAGMA user_version") == ["3"])
        #expect(try folder.query("PRAGMA integrity_check") == ["ok"])
        #expect(try folder.query("PRAGMA foreign_key_check").isEmpty)
        #expect(try folder.query("SELECT data FROM costs") == ["{\"usd\":1}"])
        let again = try folder.open()
        try await expectAll(in: again)
        await again.close()
    }

    @Test("counts what it held, attempts and deliveries alike")
    func counts() async throws {
        let broker = try folder.open()
        let counts = try await broker.counts()
        #expect(counts.map(\.subscription) == ["else", "left", "right", "work"])
        #expect(counts.map(\.delivered) == [1, 1, 1, 5])
        #expect(counts.allSatisfy { $0.difference == 0 })
        let work = try #require(counts.last)
        #expect((work.ready, work.scheduled) == (1, 1))
        #expect(work.locked == 1)
        #expect((work.completed, work.dead) == (1, 1))
        let dead = try #require(try await broker.deliveries(of: "dead").first)
        #expect((dead.counts.failed, dead.counts.workerDied) == (2, 1))
        #expect(dead.number == 3)
        await broker.close()
    }

    @Test("goes on: its waiting jobs run, its dead letters are redriven, its keys are known, its ended jobs retire")
    func goesOn() async throws {
        let broker = try folder.open()
        try await broker.configure(.simple, at: .start)
        let request = LockRequest(subscription: "work", limit: 9, worker: "w")
        let first = try await broker.lock(request, at: .start)
        #expect(first.deliveries.map(\.job.id) == ["new", "held"])
        #expect(first.deliveries.first?.attributes == ["size": 1])
        #expect(first.nextReadyAt == Timestamp(milliseconds: 1_800_000_000_000))
        let later = try await broker.lock(request, at: Timestamp(milliseconds: 1_800_000_000_000))
        #expect(later.deliveries.map(\.job.id) == ["later"])
        let letters = try await broker.deadLetters(DeadLetterQuery(subscription: "work"))
        #expect(letters.map(\.fingerprint.count) == [16])
        #expect(try await broker.redrive(letters.map { Redrive(lock: $0.lock) }, at: .start)[0].get() == .retrying)
        let job = JobSubmission(id: "x", jobType: "work", creatorID: "alice", payload: ["n": 1], idempotencyKey: "k")
        #expect(try await broker.submit([job], at: .start)[0].get().jobID == "done")
        // `late` has a dead letter.
        #expect(try await broker.retire(Retention(), at: .start).jobs == 2)
        #expect(try await broker.audit().isEmpty)
        await broker.close()
        #expect(try folder.query("PRAGMA foreign_key_check").isEmpty)
    }

    @Test("whose migration ends at any statement is of version 1 still, or of a later one, and opens with everything")
    func interrupted() async throws {
        #expect(Self.statements.count > 40)
        for count in Self.statements.indices {
            let name = "copy\(count).db"
            try folder.copyWithin("PRAGMA cache_size = 1; BEGIN IMMEDIATE", Self.statements[...count], to: name)
            #expect(try folder.query("PRAGMA user_version", name) == ["1"])
            let broker = try folder.open(name)
            try await expectAll(in: broker)
            await broker.close()
        }
    }

    @Test(
        "whose process is killed after any statement of its migration opens with everything",
        arguments: 1...(killable + killableToTheThird))
    func killed(_ number: Int) async throws {
        let path = folder.store
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, number = number as Int] in
            try await Self.migrate(path, killedAfter: number)
        }
        #expect(try folder.query("PRAGMA user_version") == [number > Self.killable ? "2" : "1"])
        let broker = try folder.open()
        try await expectAll(in: broker)
        await broker.close()
        #expect(try folder.query("PRAGMA integrity_check") == ["ok"])
        #expect(try folder.query("PRAGMA foreign_key_check").isEmpty)
    }

    @Test("has no statement after the last one a process is killed at")
    func spared() async throws {
        let path = folder.store
        await #expect(processExitsWith: .success) { [path = path as String] in
            try await Self.migrate(path, killedAfter: Self.killable + Self.killableToTheThird + 1)
        }
        #expect(try folder.query("PRAGMA user_version") == ["3"])
    }

    private static func migrate(_ path: String, killedAfter number: Int) async throws {
        setenv("MILLRACE_CRASH_AT", "migration-statement:\(number)", 1)
        await (try SQLiteBroker(path: path, at: .start)).close()
    }

    private func expectAll(in broker: SQLiteBroker) async throws {
        let jobs = try await broker.jobs(JobQuery())
        #expect(jobs.map(\.id) == ["off", "late", "held", "dead", "later", "new", "done"])
        let statuses: [JobStatus] = [.cancelled, .timeout, .processing, .failed, .retrying, .pending, .completed]
        #expect(jobs.map(\.status) == statuses)
        #expect(jobs.map(\.topic) == ["jobs", "elsewhere", "jobs", "jobs", "jobs", "jobs", "jobs"])
        #expect(jobs.last?.result == 5)
        #expect(jobs.map(\.payload) == (1...7).reversed().map { ["n": .int($0)] })
        #expect(try await broker.steps(of: "done").map(\.output) == ["out"])
        #expect(try await broker.steps(of: "dead").map(\.failure?.code) == ["broken"])
        #expect(
            try await broker.events(of: "done", after: 0, limit: 9).map(\.type) == ["job.submitted", "job.completed"])
        #expect(try await broker.record(collection: "c", id: "r")?.value == ["kept": true])
        #expect(try await broker.lateResults(of: "done").count == 1)
        #expect(try await broker.definition("d")?.name == "one")
        #expect(try await broker.deadLetterCount(DeadLetterQuery()) == 2)
        #expect(try await broker.audit() == [])
    }
}

extension TemporaryFolder {
    /// Copies the store as a process would leave it that died after these statements.
    fileprivate func copyWithin(_ start: String, _ statements: ArraySlice<Substring>, to name: String) throws {
        var database: OpaquePointer?
        defer { sqlite3_close_v2(database) }
        try #require(sqlite3_open(store, &database) == SQLITE_OK)
        for sql in [start] + statements.map(String.init) {
            try #require(sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK, "\(sql)")
        }
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: store + suffix) {
            try FileManager.default.copyItem(atPath: store + suffix, toPath: "\(path)/\(name)\(suffix)")
        }
    }
}
