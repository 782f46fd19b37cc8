import Broker
import Foundation
import SQLiteBroker
import Testing

@Suite("A process that is killed")
struct CrashTests {
    @Test("leaves a whole store with everything acknowledged, wherever it is", arguments: CrashPoint.allCases)
    func everyPoint(_ point: CrashPoint) async throws {
        // The first transactions only open the store.
        let number = [CrashPoint.beforeBegin, .inTransaction, .afterCommit].contains(point) ? 9 : 1
        try await kill(at: "\(point.rawValue):\(number)")
    }

    @Test(
        "at any transaction leaves what was acknowledged before",
        arguments: ["before-begin", "in-transaction", "after-commit"], [2, 4, 6, 12, 15, 19])
    func everyTransaction(_ name: String, _ number: Int) async throws {
        try await kill(at: "\(name):\(number)")
    }

    @Test(
        "is not, by a point that is not there or not reached",
        arguments: ["nowhere:1", "submit", "submit:0", "fire:99"])
    func spared(_ plan: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .success) { [path = path as String, plan = plan as String] in
            try await Victim(path).run(plan)
        }
    }

    private func kill(at plan: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, plan = plan as String] in
            try await Victim(path).run(plan)
        }
        let notes = try Victim(path).notes()
        let broker = try folder.open()
        try await broker.configure(Workload.topology, at: .start)
        #expect(try await broker.contradictions(to: notes) == [])
        try await Workload(broker: broker, round: 1) { _ in }.run(backupTo: folder.path + "/again.db")
        #expect(try await broker.contradictions(to: notes) == [])
        await broker.close()
        #expect(try folder.query("PRAGMA integrity_check") == ["ok"])
        #expect(try folder.query("PRAGMA foreign_key_check").isEmpty)
    }
}

/// The process that dies. What it was told is in a file, a line for each note.
private struct Victim {
    let folder: String

    init(_ folder: String) {
        self.folder = folder
    }

    func run(_ plan: String) async throws {
        setenv("MILLRACE_CRASH_AT", plan, 1)
        let log = try FileHandle(forWritingTo: makeLog())
        let broker = try SQLiteBroker(path: folder + "/millrace.db", at: .start)
        let workload = Workload(broker: broker, round: 0) { note in
            guard let line = try? JSONEncoder().encode(note) else { return }
            try? log.write(contentsOf: line + Data("\n".utf8))
        }
        try await workload.run(backupTo: folder + "/copy.db")
        await broker.close()
    }

    func notes() throws -> [Workload.Note] {
        try Data(contentsOf: logFile).split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Workload.Note.self, from: $0)
        }
    }

    private var logFile: URL { URL(filePath: folder + "/notes") }

    private func makeLog() throws -> URL {
        try Data().write(to: logFile)
        return logFile
    }
}
