import Broker
import Logging
import StepKit

/// Takes a step's result from those that are kept, or makes one call for all who want it now.
struct CachedRun: Sendable {
    let site: StepSite
    let key: String
    let description: StepDescription
    let start: Timestamp

    /// - Parameter call: makes the result and keeps it with its checkpoint.
    func run(orElse call: () async throws(AttemptEnd) -> StepRecord) async throws(AttemptEnd) -> StepRecord {
        while true {
            try site.throwIfAborted()
            if let record = try await useEntry() { return record }
            switch await site.runtime.calls.turn(for: key, signal: site.signal) {
            case .mine: return try await lead(call)
            case .made: continue
            case .aborted:
                try site.throwIfAborted()
                throw .aborted(.shuttingDown, step: site.id)
            }
        }
    }

    private func lead(_ call: () async throws(AttemptEnd) -> StepRecord) async throws(AttemptEnd) -> StepRecord {
        var isKept = false
        defer { site.runtime.calls.end(key, isKept: isKept) }
        try site.throwIfAborted()
        // Another may have made the call between this one's look and its turn.
        let record = if let found = try await useEntry() { found } else { try await call() }
        isKept = true
        return record
    }

    /// A hit: stored as an ordinary end of the step, after no try at all.
    private func useEntry() async throws(AttemptEnd) -> StepRecord? {
        guard let entry = await entry() else { return nil }
        let record = site.record(.completed, output: entry.output, attempt: 0, start: start)
        try await site.store(record) { $0.cacheHit = key }
        return record
    }

    /// What is kept, if it is still whole: its files are there, and the plugin would return it today.
    private func entry() async -> CacheEntry? {
        do {
            guard let entry = try await site.runtime.broker.cached(key, at: site.time.now),
                site.runtime.holdsArtifacts(of: entry.output), description.outputProblems(in: entry.output).isEmpty
            else { return nil }
            return entry
        } catch {
            site.runtime.logger.warning("the result cache cannot be read: \(error)")
            return nil
        }
    }
}
