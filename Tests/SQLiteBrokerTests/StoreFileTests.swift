import Broker
import Foundation
import GRDBSQLite
import JSONModel
import SQLiteBroker
import Testing

@Suite("A store's file")
struct StoreFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("is made where there is none, in folders that are made too, for its owner's eyes only")
    func creation() async throws {
        let broker = try folder.open("deep/er/new.db")
        #expect(try await broker.jobs(JobQuery()).isEmpty)
        await broker.close()
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/deep/er/new.db")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try folder.query("PRAGMA application_id", "deep/er/new.db") == ["1296649292"])
        #expect(try folder.query("PRAGMA user_version", "deep/er/new.db") == ["3"])
    }

    @Test("is written with a sync for every commit, in a log, by a strict schema")
    func settings() async throws {
        let broker = try folder.open()
        #expect(try await broker.setting("synchronous") == "2")
        #expect(try await broker.setting("journal_mode") == "wal")
        #expect(try await broker.setting("foreign_keys") == "1")
        #expect(try await broker.setting("trusted_schema") == "0")
        #expect(try await broker.setting("mmap_size") ?? "0" == "0")
        await broker.close()
        let lax =
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'"
            + " AND type <> 'view' AND NOT strict"
        #expect(try folder.query(lax).isEmpty)
    }

    @Test("of a newer version is refused by naming both versions, and stays as it was")
    func newer() async throws {
        try await folder.makeStore()
        _ = try folder.query("PRAGMA user_version = 9")
        try await expectRefusal(.newer, ["9", "3"])
    }

    @Test("of a newer version is found out also when only the log says so")
    func newerInLog() async throws {
        try await folder.makeStore()
        let copy = try folder.copyWithLog { "PRAGMA user_version = 9" }
        #expect(try folder.refusal(copy)?.code == .newer)
    }

    @Test("of another program is refused and stays as it was")
    func otherProgram() async throws {
        _ = try folder.query("CREATE TABLE theirs (x)")
        try await expectRefusal(.foreign, ["another program"])
    }

    @Test(
        "that is no database is refused and stays as it was",
        arguments: [Data(), Data("hello".utf8), Data(repeating: 0, count: 8192), Data("SQLite format 3\0".utf8)])
    func noDatabase(_ bytes: Data) async throws {
        try bytes.write(to: URL(filePath: folder.store))
        try await expectRefusal(.foreign, [folder.store])
    }

    @Test("that is empty beside a log is refused, log and all")
    func emptyWithLog() async throws {
        try Data().write(to: URL(filePath: folder.store))
        try Data("not a log".utf8).write(to: URL(filePath: folder.store + "-wal"))
        try await expectRefusal(.foreign, ["is empty"])
    }

    @Test("that is gone while its log is there is not made anew")
    func orphanedLog() async throws {
        try Data("not a log".utf8).write(to: URL(filePath: folder.store + "-wal"))
        try await expectRefusal(.foreign, ["-wal exists"])
    }

    @Test("that is cut short is refused and stays as it was", arguments: [1, 50, 100, 4096, 4097, 12_288])
    func truncated(_ size: Int) async throws {
        try await folder.makeStore()
        let whole = try Data(contentsOf: URL(filePath: folder.store))
        try whole.prefix(size).write(to: URL(filePath: folder.store))
        try await expectRefusal(.foreign, [])
    }

    @Test("with a damaged page is refused and stays as it was", arguments: [1, 2, 3])
    func damaged(_ page: Int) async throws {
        try await folder.makeStore()
        var bytes = try Data(contentsOf: URL(filePath: folder.store))
        let start = page * 4096
        bytes.replaceSubrange(start..<start + 64, with: Data(repeating: 0xFF, count: 64))
        try bytes.write(to: URL(filePath: folder.store))
        try await expectRefusal(.foreign, [])
    }

    @Test(
        "with a trigger, a view or without a table of ours is refused",
        arguments: [
            "CREATE TRIGGER t AFTER INSERT ON jobs BEGIN DELETE FROM jobs; END", "CREATE VIEW v AS SELECT 1",
            "DROP VIEW report_jobs; CREATE VIEW report_jobs AS SELECT 1",
            "DROP TABLE late_results",
        ])
    func strangeSchema(_ sql: String) async throws {
        try await folder.makeStore()
        try folder.execute(sql)
        try await expectRefusal(.foreign, [])
    }

    @Test("may have any name", arguments: ["a b.db", "50%?.db", "#1.db", "ü&=.db"])
    func names(_ name: String) async throws {
        await (try folder.open(name)).close()
        await (try folder.open(name)).close()
        #expect(try folder.contents().keys.sorted() == [name])
    }

    @Test("that is a folder is refused")
    func isFolder() async throws {
        try FileManager.default.createDirectory(atPath: folder.store, withIntermediateDirectories: true)
        #expect(try folder.refusal()?.code == .foreign)
    }

    @Test("a half-made new store is made again")
    func halfMade() async throws {
        try Data("half".utf8).write(to: URL(filePath: folder.store + ".creating"))
        try await folder.makeStore()
        #expect(try folder.contents().keys.sorted() == ["millrace.db"])
    }

    @Test("copied with its log at any moment holds every acknowledged job")
    func crash() async throws {
        let broker = try folder.open()
        try await broker.configure(.simple, at: .start)
        for round in 0..<5 {
            let jobs = (0..<20).map { JobSubmission(id: "r\(round)-\($0)", jobType: "work", payload: .null) }
            _ = await broker.submit(jobs, at: .start)
            _ = try await broker.lock(LockRequest(subscription: "work", limit: 3, worker: "w"), at: .start)
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(
                    atPath: folder.store + suffix, toPath: "\(folder.path)/copy\(round).db\(suffix)")
            }
            let copy = try folder.open("copy\(round).db")
            #expect(try await copy.jobs(JobQuery(status: .processing)).count == (round + 1) * 3)
            try await copy.configure(.simple, at: .start)
            #expect(try await copy.jobs(JobQuery(limit: 1000)).count == (round + 1) * 20)
            #expect(try await copy.jobs(JobQuery(status: .processing)).isEmpty)
            #expect(try await copy.jobs(JobQuery(status: .retrying)).count == (round + 1) * 3)
            await copy.close()
        }
        await broker.close()
    }

    /// Refused, and not one byte of it changed.
    private func expectRefusal(_ code: BrokerError.Code, _ words: [String]) async throws {
        let before = try folder.contents()
        let error = try #require(try folder.refusal())
        #expect(error.code == code, "\(error)")
        for word in words { #expect(error.message.contains(word), "\(error)") }
        #expect(try folder.contents() == before)
        #expect(SQLiteBroker.owner(of: folder.store) == nil)
    }
}

extension TemporaryFolder {
    /// Copies the store as it is while a statement's effect is only in the log.
    func copyWithLog(_ sql: () -> String) throws -> String {
        var database: OpaquePointer?
        defer { sqlite3_close_v2(database) }
        try #require(sqlite3_open(store, &database) == SQLITE_OK)
        try #require(sqlite3_exec(database, sql(), nil, nil, nil) == SQLITE_OK)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: store + suffix, toPath: "\(path)/copy.db\(suffix)")
        }
        return "copy.db"
    }
}
