import Broker
import Foundation
import SQLiteBroker
import Synchronization
import Testing

@Suite("A disk that fails")
struct FaultTests {
    @Test(
        "at any write, sync or truncation loses nothing acknowledged, is told, and can be gone on from",
        arguments: [false, true])
    func everyCall(_ staysBroken: Bool) async throws {
        let folder = try TemporaryFolder()
        await (try folder.open()).close()
        let store = try Data(contentsOf: URL(filePath: folder.store))
        var number = 1
        while try await FaultRun(number, staysBroken: staysBroken, store: store).check() { number += 1 }
        // Fewer would mean that the faults never came to where the work is.
        #expect(number > 300)
    }

    @Test("at any of these while a store is made leaves nothing, or a store", arguments: [false, true])
    func everyCallOfCreation(_ staysBroken: Bool) async throws {
        var number = 1
        while try await FaultRun(number, staysBroken: staysBroken, store: nil).check() { number += 1 }
        #expect(number > 100)
    }
}

/// A workload on a disk of which one call fails, or that one and all later ones until the store is opened again.
private struct FaultRun {
    private let number: Int
    private let staysBroken: Bool
    private let makesStore: Bool
    private let folder: TemporaryFolder
    private let notes = NoteBook()

    /// - Parameter store: what is there before; without it the store is made, and nothing else done before the fault.
    init(_ number: Int, staysBroken: Bool, store: Data?) throws {
        self.number = number
        self.staysBroken = staysBroken
        makesStore = store == nil
        folder = try TemporaryFolder()
        try store?.write(to: URL(filePath: folder.store))
    }

    /// - Returns: whether there was a fault at all.
    func check() async throws -> Bool {
        FaultyDisk.arm(folder.path, failing: number, staysBroken: staysBroken)
        defer { FaultyDisk.disarm(folder.path) }
        let (broker, failure) = try await firstRun()
        var hits: [String] = []
        let goesOn = !staysBroken && failure != nil && broker != nil
        if let broker, goesOn {
            // What follows is not to fail, however few calls there were before.
            hits = FaultyDisk.repair(folder.path)
            try await goOn(broker, 1, "right after")
        }
        await broker?.close()
        hits += FaultyDisk.repair(folder.path)
        if let failure {
            #expect(!hits.isEmpty, place(hits))
            #expect([.full, .storage].contains(failure.code) && !failure.message.isEmpty, "\(place(hits)): \(failure)")
        }
        try await expectWhole(hits, goesOn: !goesOn)
        return !hits.isEmpty
    }

    private func firstRun() async throws -> (SQLiteBroker?, BrokerError?) {
        var broker: SQLiteBroker?
        do {
            let opened = try folder.open()
            broker = opened
            if !makesStore {
                try await Workload(broker: opened, round: 0, note: notes.add).run(backupTo: folder.path + "/copy.db")
            }
            return (broker, nil)
        } catch let error as BrokerError {
            return (broker, error)
        }
    }

    /// - Parameter goesOn: whether nobody has gone on yet.
    private func expectWhole(_ hits: [String], goesOn: Bool) async throws {
        let broker = try folder.open()
        try await broker.configure(Workload.topology, at: .start)
        let wrong = try await broker.contradictions(to: notes.all)
        #expect(wrong == [], place(hits))
        if goesOn {
            try await goOn(broker, 1, "after opening again")
            #expect(try await broker.contradictions(to: notes.all) == [], place(hits))
        }
        await broker.close()
        #expect(try folder.query("PRAGMA integrity_check") == ["ok"], place(hits))
        #expect(try folder.query("PRAGMA foreign_key_check") == [], place(hits))
    }

    /// What was under way when the disk failed is unknown; what comes after is not.
    private func goOn(_ broker: SQLiteBroker, _ round: Int, _ when: String) async throws {
        await #expect(throws: Never.self, "\(place([])), \(when)") {
            try await Workload(broker: broker, round: round, note: notes.add).run(backupTo: nil)
        }
    }

    private func place(_ hits: [String]) -> Comment {
        "call \(number)\(staysBroken ? " and from then on" : "") (\(hits.first ?? ""))"
    }
}

private final class NoteBook: Sendable {
    private let notes = Mutex<[Workload.Note]>([])

    var all: [Workload.Note] { notes.withLock { $0 } }

    func add(_ note: Workload.Note) { notes.withLock { $0.append(note) } }
}
