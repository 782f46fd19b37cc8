import Broker
import Foundation
import JSONModel
import SQLiteBroker
import Testing

@Suite("A backup")
struct BackupTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("is a whole store with everything acknowledged before it, also while others write")
    func underLoad() async throws {
        let broker = try folder.open()
        try await broker.configure(.simple, at: .start)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0..<50 { try await broker.submitJob("\(writer)-\(number)") }
                }
            }
            for number in 0..<3 {
                let before = try await broker.jobs(JobQuery(limit: 1000)).map(\.id)
                try await broker.backup(to: "\(folder.path)/copy\(number).db")
                let copy = try folder.open("copy\(number).db")
                let there = Set(try await copy.jobs(JobQuery(limit: 1000)).map(\.id))
                #expect(there.isSuperset(of: before))
                #expect(try await copy.audit().isEmpty)
                await copy.close()
            }
            try await group.waitForAll()
        }
        #expect(try await broker.audit().isEmpty)
        await broker.close()
        #expect(try folder.query("PRAGMA integrity_check", "copy2.db") == ["ok"])
        #expect(try folder.query("PRAGMA foreign_key_check", "copy2.db").isEmpty)
    }

    @Test("is for its owner's eyes only and leaves nothing else behind")
    func permissions() async throws {
        let broker = try folder.open()
        try await broker.backup(to: folder.path + "/copy's \"name\".db")
        await broker.close()
        #expect(try folder.contents().keys.sorted() == ["copy's \"name\".db", "millrace.db"])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/copy's \"name\".db")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("goes on from where the store was: ids and sequences do not come back")
    func goesOn() async throws {
        let broker = try folder.open()
        try await broker.configure(.simple, at: .start)
        try await broker.submitJob("a")
        try await broker.backup(to: folder.path + "/copy.db")
        await broker.close()
        let copy = try folder.open("copy.db")
        try await copy.configure(.simple, at: .start)
        try await copy.submitJob("b")
        #expect(try await copy.events(after: 0, limit: 10).map(\.sequence) == [1, 2])
        #expect(try await copy.deliveries(of: "b").first?.lock.deliveryID == 2)
        await copy.close()
    }

    @Test("never replaces a file", arguments: ["millrace.db", "there.db", "beside.db"])
    func existing(_ name: String) async throws {
        let broker = try folder.open()
        try Data("mine".utf8).write(to: URL(filePath: folder.path + "/there.db"))
        try Data("mine".utf8).write(to: URL(filePath: folder.path + "/beside.db-wal"))
        let before = try folder.contents().keys.sorted()
        let error = await #expect(throws: BrokerError.self) { try await broker.backup(to: "\(folder.path)/\(name)") }
        #expect(error?.code == .storage)
        #expect(error?.message.contains("exists") == true)
        #expect(try folder.contents().keys.sorted() == before)
        #expect(try Data(contentsOf: URL(filePath: folder.path + "/there.db")) == Data("mine".utf8))
        await broker.close()
    }

    @Test("removes what a dead process left of one to the same path, not one at work or anything else")
    func leftovers() async throws {
        let names = ["copy.db.7.unfinished", "copy.db.8.unfinished", "copy.db.x.unfinished", "other.db.7.unfinished"]
        for name in names { try Data("half".utf8).write(to: URL(filePath: "\(folder.path)/\(name)")) }
        let atWork = open("\(folder.path)/\(names[1])", O_RDONLY | O_CLOEXEC)
        defer { close(atWork) }
        try #require(flock(atWork, LOCK_EX | LOCK_NB) == 0)
        let broker = try folder.open()
        try await broker.backup(to: folder.path + "/copy.db")
        await broker.close()
        #expect(try folder.contents().keys.sorted() == (["copy.db", "millrace.db"] + names.dropFirst()).sorted())
    }

    @Test("to where nothing can be written says so")
    func noFolder() async throws {
        let broker = try folder.open()
        let error = await #expect(throws: BrokerError.self) { try await broker.backup(to: folder.path + "/no/copy.db") }
        #expect(error?.message.contains("No such file") == true)
        await broker.close()
        await #expect(throws: BrokerError.closed) { try await broker.backup(to: folder.path + "/copy.db") }
    }
}

extension SQLiteBroker {
    func submitJob(_ id: String, type: String = "work", key: String? = nil) async throws {
        let job = JobSubmission(id: id, jobType: type, payload: ["n": 1], idempotencyKey: key)
        for result in await submit([job], at: .start) { _ = try result.get() }
    }
}
