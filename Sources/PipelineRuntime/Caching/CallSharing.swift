import StepKit
import Synchronization

/// Makes one call of calls for the same result: who comes while another is at it waits.
///
/// A call that fails, or is given up, leaves the next one to the first who waits; whoever stops waiting is in nobody's
/// way.
final class CallSharing: Sendable {
    enum Turn: Sendable, Hashable {
        /// The call is the asker's to make, and its end is to be told by ``end(_:isKept:)``.
        case mine
        /// Another has made it: the result is kept by now.
        case made
        /// The asker was asked to stop.
        case aborted
    }

    private struct State {
        struct Waiter {
            let id: Int
            let answer: OneShot<Turn>
        }

        /// Who waits for the calls under way, by key.
        var waiting: [String: [Waiter]] = [:]
        var lastID = 0

        /// `nil` if nobody is at it: then it is the asker's.
        mutating func wait(for key: String) -> Waiter? {
            guard waiting[key] != nil else {
                waiting[key] = []
                return nil
            }
            lastID += 1
            let waiter = Waiter(id: lastID, answer: OneShot())
            waiting[key]?.append(waiter)
            return waiter
        }

        mutating func stopWaiting(_ id: Int, for key: String) -> Waiter? {
            guard let index = waiting[key]?.firstIndex(where: { $0.id == id }) else { return nil }
            return waiting[key]?.remove(at: index)
        }

        /// Who hears of the end; one who is to make the call next stays responsible for the key.
        mutating func end(_ key: String, isKept: Bool) -> [Waiter] {
            guard let waiters = waiting[key], !isKept, let next = waiters.first else {
                return waiting.removeValue(forKey: key) ?? []
            }
            waiting[key]?.removeFirst()
            return [next]
        }
    }

    private let state = Mutex(State())

    /// Returns when it is the asker's turn, when another has made the call, or when `signal` fires.
    func turn(for key: String, signal: AbortSignal) async -> Turn {
        guard let waiter = state.withLock({ $0.wait(for: key) }) else { return .mine }
        let registration = signal.onAbort { _ in self.stopWaiting(waiter.id, for: key) }
        defer { registration.cancel() }
        return await withTaskCancellationHandler {
            await waiter.answer.promised() ?? .aborted
        } onCancel: {
            stopWaiting(waiter.id, for: key)
        }
    }

    /// - Parameter isKept: whether those who wait will find the result.
    func end(_ key: String, isKept: Bool) {
        for waiter in state.withLock({ $0.end(key, isKept: isKept) }) { waiter.answer.set(isKept ? .made : .mine) }
    }

    /// How many wait for the call under way.
    func waiters(for key: String) -> Int { state.withLock { $0.waiting[key]?.count ?? 0 } }

    /// One who has got its turn already keeps it, and ends it.
    private func stopWaiting(_ id: Int, for key: String) {
        state.withLock { $0.stopWaiting(id, for: key) }?.answer.set(.aborted)
    }
}
