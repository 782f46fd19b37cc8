/// How a step's body runs, and so how it is ended when it does not stop.
public enum Isolation: Sendable {
    /// `async` code that suspends often. Asked by task cancellation; if it does not end within the grace period it
    /// is abandoned.
    case cooperative
    /// Code that blocks its thread: it gets a thread of its own. Asked through ``AbortSignal/onAbort(_:)``; if it
    /// does not end within the grace period it is abandoned together with its thread.
    case blocking
    /// Code whose work happens in child processes it has reported with ``StepContext/track(processGroup:)``. If it
    /// does not end within the grace period its process groups are killed until they are empty.
    case process

    /// The word for it in docs and listings.
    package var name: String {
        switch self {
        case .cooperative: "cooperative"
        case .blocking: "blocking"
        case .process: "process"
        }
    }
}
