import Synchronization

/// Keeps one slow or dead destination from holding up the calls to all others: only so many calls at once, only so many
/// that wait, and none for a while where calls fail in a row.
///
/// A failure is a call that brought no answer (``OutboundHTTPError``); an answer of any status is an answer, because on
/// a host that many share one broken path says nothing about the others.
public final class DestinationGate: Sendable {
    public struct Limits: Sendable, Hashable {
        /// Calls at once to one destination. Default 8.
        public var atOnce = 8
        /// Callers that may wait for a place there. Default 16.
        public var waiting = 16
        /// How long each waits at most. Default 5 s.
        public var longestWait: Duration = .seconds(5)
        /// Failures in a row after which nobody is let through. Default 5.
        public var failures = 5
        /// How long, at first; then one call is let through to see. Doubles with each that fails. Default 10 s.
        public var pause: Duration = .seconds(10)
        /// Default 5 min.
        public var longestPause: Duration = .seconds(300)

        public init() {}

        /// For hosts that the operator names, rather than customers: 64 at once, 64 that wait.
        public static let ample: Limits = {
            var limits = Limits()
            limits.atOnce = 64
            limits.waiting = 64
            return limits
        }()
    }

    /// Thrown instead of making a call.
    public struct Refusal: Error, Sendable, Hashable {
        public enum Reason: Sendable {
            /// Too many calls are on their way there.
            case busy
            /// The last calls all failed.
            case unreachable
        }

        public let reason: Reason
        /// When it is worth another try.
        public let retryAfter: Duration
    }

    /// What a call has shown of its destination.
    enum Verdict: Sendable { case answered, failed, unknown }

    private let limits: Limits
    private let elapsed: @Sendable () -> Duration
    private let pass: @Sendable (Duration) async throws -> Void
    private let state = Mutex(DestinationGateState())

    public init(limits: Limits = Limits(), clock: some Clock<Duration> = ContinuousClock()) {
        self.limits = limits
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        pass = { try await clock.sleep(for: $0) }
    }

    /// Makes a call when there is a place.
    /// - Parameter destination: such as `https://example.org:443`; see ``OutboundRequest/destination``.
    /// - Throws: ``Refusal`` without having called, `CancellationError` while waiting, or what `call` throws.
    public func withPlace<Result>(
        at destination: String, _ call: () async throws -> Result
    ) async throws -> Result {
        let isProbe = try await enter(destination)
        do {
            let result = try await call()
            leave(destination, .answered, isProbe: isProbe)
            return result
        } catch {
            leave(destination, (error as? OutboundHTTPError)?.verdict ?? .unknown, isProbe: isProbe)
            throw error
        }
    }

    /// How many calls are on their way there.
    package func insideCount(at destination: String) -> Int {
        state.withLock { $0.lines[destination]?.inside ?? 0 }
    }

    /// How many callers wait there.
    package func waitingCount(at destination: String) -> Int {
        state.withLock { $0.lines[destination]?.waiting.count ?? 0 }
    }

    /// How many destinations are remembered.
    package var destinationCount: Int { state.withLock { $0.lines.count } }

    private func enter(_ destination: String) async throws -> Bool {
        let first = state.withLock { $0.enter(destination, at: elapsed(), limits) }
        let entry = if let first { first as DestinationLine.Entry? } else { await wait(destination) }
        switch entry {
        case .admitted(let isProbe): return isProbe
        case .refused(let refusal): throw refusal
        case nil: throw CancellationError()
        }
    }

    private func wait(_ destination: String) async -> DestinationLine.Entry? {
        let id = state.withLock { $0.makeID() }
        async let _: Void = giveUp(id, at: destination)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                // Cancellation is looked at inside the lock: the handler runs either before, and is seen here, or
                // after, and then finds the waiter.
                wake(
                    state.withLock { state in
                        Task.isCancelled
                            ? [(waiter, nil)]
                            : state.enter(destination, id: id, waiter: waiter, at: elapsed(), limits)
                    })
            }
        } onCancel: {
            wake(state.withLock { $0.endWaiting(of: id, at: destination, with: nil) })
        }
    }

    private func giveUp(_ id: Int, at destination: String) async {
        guard (try? await pass(limits.longestWait)) != nil else { return }
        let entry = DestinationLine.Entry.refused(DestinationLine.busy(limits))
        wake(state.withLock { $0.endWaiting(of: id, at: destination, with: entry) })
    }

    private func leave(_ destination: String, _ verdict: Verdict, isProbe: Bool) {
        wake(state.withLock { $0.leave(destination, verdict, isProbe: isProbe, at: elapsed(), limits) })
    }

    private func wake(_ woken: DestinationGateState.Woken) {
        for (waiter, entry) in woken { waiter.resume(returning: entry) }
    }
}

extension OutboundHTTPError {
    var verdict: DestinationGate.Verdict {
        switch code {
        case .dnsFailed, .connectFailed, .tlsFailed, .timedOut, .tooSlow, .connectionBroken, .transferFailed: .failed
        case .responseInvalid, .tooLarge, .tooManyRedirects: .answered
        case .urlInvalid, .urlForbidden, .requestInvalid, .cancelled: .unknown
        }
    }
}
