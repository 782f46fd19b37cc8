import Synchronization

/// Why a step should stop now.
public enum AbortReason: Sendable, CaseIterable {
    /// Somebody cancelled the job.
    case cancelled
    /// The step's timeout or the attempt's deadline is over.
    case timedOut
    /// The process is going away; the attempt is given back and costs nothing.
    case shuttingDown
    /// The delivery's lock is lost: another worker may already run it, and nothing written here counts any more.
    case lockLost
}

/// Thrown where a step notices that it should stop.
public struct StepAborted: Error, Sendable, Hashable {
    public let reason: AbortReason

    public init(_ reason: AbortReason) {
        self.reason = reason
    }
}

/// The wish that a step stop now, with its reason.
///
/// The signal rides on task cancellation: `async` code that passes cancellation on needs nothing else. It adds the
/// reason, and ``onAbort(_:)`` for what is not `async`: a child process, a socket, a blocking call. It fires once.
public final class AbortSignal: Sendable {
    private struct State {
        var reason: AbortReason?
        var nextID = 0
        var handlers: [Int: @Sendable (AbortReason) -> Void] = [:]

        mutating func takeFirstHandler() -> (@Sendable (AbortReason) -> Void)? {
            handlers.keys.min().flatMap { handlers.removeValue(forKey: $0) }
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// Set once the signal has fired.
    public var reason: AbortReason? { state.withLock { $0.reason } }

    /// - Throws: ``StepAborted`` if the signal has fired.
    public func throwIfAborted() throws {
        if let reason { throw StepAborted(reason) }
    }

    /// Calls `handler` when the signal fires, at once if it has. Handlers run on the firing thread, in the order they
    /// were added; they must be quick and must not block.
    /// - Returns: what takes the handler back; dropping it keeps the handler.
    @discardableResult
    public func onAbort(_ handler: @escaping @Sendable (AbortReason) -> Void) -> AbortRegistration {
        let (id, firedReason): (Int, AbortReason?) = state.withLock { state in
            state.nextID += 1
            if state.reason == nil { state.handlers[state.nextID] = handler }
            return (state.nextID, state.reason)
        }
        if let firedReason { handler(firedReason) }
        return AbortRegistration { [weak self] in self?.state.withLock { $0.handlers[id] = nil } }
    }

    /// Only the runtime (and tests) fire. The first reason stays.
    package func fire(_ reason: AbortReason) {
        let isFirst = state.withLock { state in
            guard state.reason == nil else { return false }
            state.reason = reason
            return true
        }
        guard isFirst else { return }
        // One at a time, so that a handler can still cancel those after it.
        while let handler = state.withLock({ $0.takeFirstHandler() }) { handler(reason) }
    }
}

/// A handler that ``AbortSignal/onAbort(_:)`` holds.
public struct AbortRegistration: Sendable {
    private let remove: @Sendable () -> Void

    init(_ remove: @escaping @Sendable () -> Void) {
        self.remove = remove
    }

    /// The handler will not be called from now on. One that is being called at this moment, on another thread, is not
    /// waited for: what it uses must outlive it.
    public func cancel() { remove() }
}
