import Broker
import Foundation
import SQLiteBroker
import Synchronization
import Testing

@Suite("A disk that fails", .serialized)
struct FaultTests {
    @Test(
        "at any write or sync loses nothing acknowledged, is told, and can be gone on from",
        arguments: [false, true])
    func everyWrite(_ staysBroken: Bool) async throws {
        var number = 1
        while try await survives(faultAt: number, staysBroken: staysBroken) { number += 1 }
        // Fewer would mean that the faults never came to where the work is.
        #expect(number > 40)
    }

    /// - Returns: whether there was a fault at all.
    private func survives(faultAt number: Int, staysBroken: Bool) async throws -> Bool {
        let folder = try TemporaryFolder()
        let notes = Mutex<[Workload.Note]>([])
        let note = { @Sendable (note: Workload.Note) in notes.withLock { $0.append(note) } }
        FaultyDisk.arm(folder.path, failing: number, staysBroken: staysBroken)
        var failure: BrokerError?
        var broker: SQLiteBroker?
        do {
            broker = try folder.openStore()
            if let broker { try await Workload(broker: broker, round: 0, note: note).run(backupTo: folder.copy(0)) }
        } catch let error as BrokerError {
            failure = error
        }
        let hits = FaultyDisk.repair()
        let place = Comment("fault \(number)\(staysBroken ? " and from then on" : "")")
        if let failure {
            #expect(hits > 0, place)
            #expect([.full, .storage].contains(failure.code), "\(place): \(failure)")
        }
        if !staysBroken { try await broker?.goOn(folder, 1, note, place) }
        await broker?.close()
        let reopened = try folder.openStore()
        #expect(try await reopened.contradictions(to: notes.withLock { $0 }) == [], place)
        if staysBroken {
            try await reopened.goOn(folder, 1, note, place)
            #expect(try await reopened.contradictions(to: notes.withLock { $0 }) == [], place)
        }
        await reopened.close()
        #expect(try folder.query("PRAGMA integrity_check") == ["ok"], place)
        return hits > 0
    }
}

extension SQLiteBroker {
    /// What was under way when the disk failed is unknown; what comes after is not.
    fileprivate func goOn(
        _ folder: TemporaryFolder, _ round: Int, _ note: @escaping @Sendable (Workload.Note) -> Void, _ place: Comment
    ) async throws {
        await #expect(throws: Never.self, place) {
            try await Workload(broker: self, round: round, note: note).run(backupTo: folder.copy(round))
        }
    }
}

extension TemporaryFolder {
    fileprivate func copy(_ round: Int) -> String { "\(path)/copy\(round).db" }

    fileprivate func openStore() throws(BrokerError) -> SQLiteBroker {
        try SQLiteBroker(path: store, at: .start)
    }
}
