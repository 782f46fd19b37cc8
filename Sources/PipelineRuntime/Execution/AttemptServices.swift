import Broker
import ChildProcess
import Crypto
import Foundation
import StepKit
import Synchronization

/// What one try of a step does through its context: kept here until the try is over.
final class AttemptServices: StepServices {
    private struct State {
        var effects: [StepEffect] = []
        var processGroups: [Int32] = []
        var isClosed = false
        var hasWorkspace = false
    }

    private let state = Mutex(State())
    private let deadline: Timestamp
    private let time: TimeSource
    private let workspaces: Workspaces
    private let workspace: String
    private let store: any StepStore
    private let secrets: @Sendable (String) -> String?
    private let random: @Sendable () -> UInt64
    private let onProgress: @Sendable (Double, String?) -> Void

    init(
        deadline: Timestamp, time: TimeSource, workspaces: Workspaces, workspace: String, store: any StepStore,
        secrets: @escaping @Sendable (String) -> String?, random: @escaping @Sendable () -> UInt64,
        onProgress: @escaping @Sendable (Double, String?) -> Void
    ) {
        self.deadline = deadline
        self.time = time
        self.workspaces = workspaces
        self.workspace = workspace
        self.store = store
        self.secrets = secrets
        self.random = random
        self.onProgress = onProgress
    }

    var timeRemaining: Duration { max(deadline - time.now, .zero) }

    /// Most steps need no folder, so it is made when first asked for. A folder that cannot be made shows where the
    /// step writes into it.
    var workspacePath: String {
        state.withLock { state in
            guard !state.hasWorkspace, !state.isClosed else { return }
            state.hasWorkspace = true
            try? workspaces.makeEmpty(workspace)
        }
        return workspace
    }

    var effects: [StepEffect] { state.withLock { $0.effects } }

    var costs: [StepEffect] { effects.filter(\.isCost) }

    var processGroups: [Int32] { state.withLock { $0.processGroups } }

    /// The try is over: what its body still does has no effect.
    func close() { state.withLock { $0.isClosed = true } }

    func report(fraction: Double, note: String?) {
        guard !state.withLock({ $0.isClosed }) else { return }
        onProgress(fraction, note)
    }

    func stage(_ effect: StepEffect) {
        state.withLock { state in
            if !state.isClosed { state.effects.append(effect) }
        }
    }

    func makeJobID() -> String { JobID.make(at: time.now.milliseconds, random: (random(), random())) }

    func reserve(_ most: Money, for name: String) async throws -> Reservation {
        try await store.reserve(most, for: name)
    }

    func ask(_ question: StoreQuestion) async throws -> JSONValue { try await store.answer(question) }

    func loadRecord(collection: String, id: String) async throws -> JSONValue? {
        for case .record(collection, id, let value) in effects.reversed() { return value }
        return try await store.record(collection: collection, id: id)
    }

    func secret(_ name: String) -> String? { secrets(name) }

    func track(processGroup: Int32) {
        let isClosed = state.withLock { state in
            state.processGroups.append(processGroup)
            return state.isClosed
        }
        // Started after its try was over: nobody else would end it.
        if isClosed { endProcessGroup(processGroup) }
    }

    func adopt(_ path: String, mediaType: String, sha256: String?) async throws -> Artifact {
        let file = URL(filePath: path).standardizedFileURL.path
        guard file.hasPrefix(workspace + "/"), let size = try Self.sizeOfRegularFile(file) else {
            throw StepFailure(.notFound, "there is no file `\(URL(filePath: path).lastPathComponent)` in the workspace")
        }
        return Artifact(path: file, sha256: try sha256 ?? Self.digest(of: file), mediaType: mediaType, size: size)
    }

    private static func sizeOfRegularFile(_ path: String) throws -> Int64? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return nil }
        return attributes[.size] as? Int64 ?? (attributes[.size] as? NSNumber)?.int64Value
    }

    private static func digest(of path: String) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }
        var hash = SHA256()
        while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
