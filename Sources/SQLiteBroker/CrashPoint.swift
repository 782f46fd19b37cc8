import Foundation
import Synchronization

/// A place at which a test may have the process killed: `MILLRACE_CRASH_AT=name:n` in the environment sends `SIGKILL`
/// to it the *n*-th time the place is reached.
package enum CrashPoint: String, CaseIterable, Sendable {
    /// Before a transaction; the one that ends a dead process's locks at the opening is the first.
    case beforeBegin = "before-begin"
    /// All is written and nothing committed.
    case inTransaction = "in-transaction"
    /// All is on disk and nobody knows.
    case afterCommit = "after-commit"

    // After the writes of one item of that call.
    case submit, lock, renew, reserve, checkpoint, report, settle, sweep, cancel, redrive, discard, fire, retire,
        configure, save, remove

    /// After each statement of a migration; a new store has all of them before it.
    case migrationStatement = "migration-statement"
    /// A copy of the store is complete, under its temporary name.
    case backupWritten = "backup-written"
    /// The topology is in force and what a dead process held is taken back.
    case openRecovered = "open-recovered"

    /// The environment is read once.
    private static let plan = CrashPlan(getenv("MILLRACE_CRASH_AT").map { String(cString: $0) } ?? "")

    func reached() {
        if let plan = Self.plan { plan.pass(self) }
    }
}

/// Which point kills, and how often it may still be passed.
private final class CrashPlan: Sendable {
    private let point: CrashPoint
    private let remaining: Atomic<Int>

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let point = CrashPoint(rawValue: String(parts[0])), let number = Int(parts[1]),
            number > 0
        else { return nil }
        self.point = point
        remaining = Atomic(number)
    }

    func pass(_ point: CrashPoint) {
        guard point == self.point else { return }
        if remaining.wrappingSubtract(1, ordering: .relaxed).newValue == 0 { kill(getpid(), SIGKILL) }
    }
}
