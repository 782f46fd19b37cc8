import Crypto
import Foundation
import StepKit
import Synchronization

/// What a step did through its context.
struct Staged: Sendable {
    var progress: [(fraction: Double, note: String?)] = []
    var events: [(type: String, data: JSONValue)] = []
    var savedRecords: [(collection: String, id: String, value: JSONValue)] = []
    var messages: [NewMessage] = []
    var costs: [Cost] = []
    var reservations: [(name: String, most: Money, settled: Cost?)] = []
    var jobIDs = 0
    var processGroups: [Int32] = []
    var artifacts: [Artifact] = []

    mutating func stage(_ effect: StepEffect) {
        switch effect {
        case .event(let type, let data): events.append((type, data))
        case .record(let collection, let id, let value): savedRecords.append((collection, id, value))
        case .cost(let cost, settling: let reservation):
            costs.append(cost)
            if let reservation { reservations[Int(reservation.id)].settled = cost }
        case .message(let message): messages.append(message)
        }
    }

    /// What settled calls cost, and the most that the others may.
    var reserved: Money {
        reservations.reduce(.zero) { sum, reservation in
            sum + (reservation.settled.map { $0.money ?? reservation.most } ?? reservation.most)
        }
    }

    mutating func reserve(_ most: Money, for name: String, budget: Money?) throws -> Reservation {
        if let budget, reserved + most > budget {
            throw StepFailure(.budgetExceeded, "the budget of \(budget) does not hold \(most) more")
        }
        reservations.append((name, most, nil))
        return Reservation(id: Int64(reservations.count - 1), most: most)
    }

    func savedRecord(_ collection: String, _ id: String) -> JSONValue? {
        savedRecords.last { $0.collection == collection && $0.id == id }?.value
    }
}

/// Keeps what a step stages, and answers from what the test gave.
final class FakeServices: StepServices {
    let workspace: Workspace
    var workspacePath: String { workspace.path }
    let timeRemaining: Duration
    private let secrets: [String: String]
    private let records: [String: [String: JSONValue]]
    private let budget: Money?
    private let answers: @Sendable (StoreQuestion) -> JSONValue
    private let state = Mutex(Staged())
    private let progressHandler = Mutex<(@Sendable (Double) -> Void)?>(nil)

    init(
        workspace: Workspace, timeRemaining: Duration, secrets: [String: String],
        records: [String: [String: JSONValue]], budget: Money?,
        answers: @escaping @Sendable (StoreQuestion) -> JSONValue
    ) {
        self.workspace = workspace
        self.timeRemaining = timeRemaining
        self.secrets = secrets
        self.records = records
        self.budget = budget
        self.answers = answers
    }

    var staged: Staged { state.withLock { $0 } }

    func onProgress(_ handler: @escaping @Sendable (Double) -> Void) { progressHandler.withLock { $0 = handler } }

    func report(fraction: Double, note: String?) {
        state.withLock { $0.progress.append((fraction, note)) }
        progressHandler.withLock { $0 }?(fraction)
    }

    func stage(_ effect: StepEffect) { state.withLock { $0.stage(effect) } }

    func makeJobID() -> String {
        state.withLock { state in
            state.jobIDs += 1
            return "job_published_\(state.jobIDs)"
        }
    }

    func reserve(_ most: Money, for name: String) async throws -> Reservation {
        try state.withLock { try $0.reserve(most, for: name, budget: budget) }
    }

    func ask(_ question: StoreQuestion) async throws -> JSONValue { answers(question) }

    func loadRecord(collection: String, id: String) async throws -> JSONValue? {
        state.withLock { $0.savedRecord(collection, id) } ?? records[collection]?[id]
    }

    func secret(_ name: String) -> String? { secrets[name] }

    func track(processGroup: Int32) { state.withLock { $0.processGroups.append(processGroup) } }

    func adopt(_ path: String, mediaType: String, sha256: String?) async throws -> Artifact {
        guard let file = workspace.file(path) else {
            throw StepFailure(.notFound, "there is no file `\(path)` in the workspace")
        }
        let (digest, size) = try Self.digest(of: file)
        if let sha256, sha256 != digest {
            throw StepFailure(.unexpected, "`\(path)` has the digest \(digest), the step says \(sha256)")
        }
        let artifact = Artifact(path: file.path, sha256: digest, mediaType: mediaType, size: size)
        state.withLock { $0.artifacts.append(artifact) }
        return artifact
    }

    private static func digest(of file: URL) throws -> (hex: String, size: Int64) {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var hash = SHA256()
        var size: Int64 = 0
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            hash.update(data: chunk)
            size += Int64(chunk.count)
        }
        let hex = hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return (hex, size)
    }
}
