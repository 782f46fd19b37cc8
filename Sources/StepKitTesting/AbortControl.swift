import StepKit
import Synchronization

/// Fires a signal and cancels the task that runs the step, in whatever order the test and the run get there.
final class AbortControl: Sendable {
    let signal = AbortSignal()
    private let cancel = Mutex<(@Sendable () -> Void)?>(nil)
    private let aborted: AsyncStream<Void>
    private let announcement: AsyncStream<Void>.Continuation

    init() {
        (aborted, announcement) = AsyncStream.makeStream()
    }

    func attach(_ cancel: @escaping @Sendable () -> Void) {
        self.cancel.withLock { $0 = cancel }
        if signal.reason != nil { cancel() }
    }

    func abort(_ reason: AbortReason) {
        signal.fire(reason)
        cancel.withLock { $0 }?()
        announcement.finish()
    }

    func waitUntilAborted() async {
        for await _ in aborted {}
    }
}
