import Dispatch
import Foundation

/// Kills the processes of a group, and those that carry a mark, until none is left.
struct ProcessSweep: Sendable {
    var group: Int32?
    var mark: ChildMark.Pattern?

    /// Whether none is left. Ends after at most 200 walks (about 4 s): a process in an uninterruptible wait of the
    /// kernel cannot be killed, and one that forks without end must not keep this from returning.
    func run() -> Bool {
        for walk in 1...200 {
            if killOnce() == 0 { return true }
            usleep(UInt32(min(walk, 20)) * 1000)
        }
        return false
    }

    /// The same, off the threads that run tasks: reading `/proc` blocks.
    func run() async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: run()) }
        }
    }

    /// The number of processes that were still there. A zombie is not: it may stay for as long as its parent likes.
    private func killOnce() -> Int {
        // One call for the whole group leaves no gap for a fork between two kills.
        if let group { kill(-group, SIGKILL) }
        let found = ProcessTable.entries().filter { !$0.isZombie && $0.id != getpid() && isWanted($0) }
        for entry in found { kill(entry.id, SIGKILL) }
        return found.count
    }

    private func isWanted(_ entry: ProcessTable.Entry) -> Bool {
        entry.group == group || mark?.matches(environment: ProcessTable.environment(of: entry.id)) ?? false
    }
}

/// Kills every process of a group until it is empty. Blocks for some milliseconds, at most about 4 s.
///
/// - Returns: Whether the group is empty. `false` for this process's own group and for ids below 2.
@discardableResult
public func endProcessGroup(_ id: Int32) -> Bool {
    guard id > 1, id != getpgrp() else { return false }
    return ProcessSweep(group: id).run()
}

/// Kills every process that carries the token of a ``RunningChild``. Blocks for some milliseconds, at most about 4 s.
///
/// - Returns: Whether none is left.
@discardableResult
public func endChildren(carrying token: String) -> Bool {
    ProcessSweep(mark: .token(token)).run()
}

/// Kills whatever the children of this owner left on this machine: for the start after a crash, while no other process
/// works under the same owner. Blocks for some milliseconds, at most about 4 s.
///
/// - Returns: Whether none is left.
@discardableResult
public func endChildren(ofOwner owner: String) -> Bool {
    ProcessSweep(mark: .owner(owner)).run()
}
