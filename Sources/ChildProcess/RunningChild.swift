import Synchronization

/// A child that has been started, for callers that must end it without waiting for a task.
public final class RunningChild: Sendable {
    /// What the child and everything it starts carry in `MILLRACE_CHILD`.
    public var token: String { mark.token }

    /// The id of the child's session, process group and first process.
    ///
    /// Valid until `run` returns or throws; then the system may give it to somebody else.
    public var processGroup: Int32? { state.withLock(\.group) }

    let mark: ChildMark

    /// Yields the group once it shall stop.
    let stops: AsyncStream<Int32>

    private let stopSignal: AsyncStream<Int32>.Continuation
    private let state = Mutex(State())

    init(mark: ChildMark) {
        self.mark = mark
        (stops, stopSignal) = AsyncStream.makeStream()
    }

    /// Kills the child and all it started, at once and without a grace. Does nothing after its end.
    ///
    /// Blocks for some milliseconds, at most about 4 s. `run` then returns with SIGKILL as the status.
    ///
    /// - Returns: Whether nothing is left.
    @discardableResult
    public func end() -> Bool {
        guard let group = processGroup else { return true }
        return ProcessSweep(group: group, mark: .token(token)).run()
    }

    /// Whether somebody wants the child to end early: what it still writes no longer counts.
    var isStopping: Bool { state.withLock(\.isStopping) }

    func start(group: Int32) {
        if let group = state.withLock({ $0.start(group: group) }) { stopSignal.yield(group) }
    }

    /// Asks for SIGTERM and what follows; also before the child runs.
    func stop() {
        if let group = state.withLock({ $0.stop() }) { stopSignal.yield(group) }
    }

    /// The group it had, if it ever ran.
    func finish() -> Int32? {
        state.withLock { $0.finish() }
    }

    /// `start` and `stop` come in either order; the one that completes the pair returns the group to be stopped.
    private struct State {
        private(set) var group: Int32?
        private(set) var isStopping = false

        mutating func start(group: Int32) -> Int32? {
            self.group = group
            return isStopping ? group : nil
        }

        mutating func stop() -> Int32? {
            defer { isStopping = true }
            return isStopping ? nil : group
        }

        mutating func finish() -> Int32? {
            defer { group = nil }
            return group
        }
    }
}
