import Foundation

/// What the process's exit code says.
enum ExitStatus: Int32 {
    case success = 0
    /// Findings, or the job failed.
    case findings = 1
    /// The work could not be done: a file or the store failed.
    case unableToWork = 2
    case usage = 64
    case unreachable = 69
    case tryAgain = 75
    case configuration = 78
    case interrupted = 130
    case terminated = 143
}

/// Ends a command with a message on stderr.
struct CommandFailure: Error {
    let status: ExitStatus
    /// Begins with a stable code, where there is one.
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// A file that could not be written, and why, in the words of the system.
    init(writing path: String, failed error: any Error) {
        let cause = ((error as? CocoaError)?.underlying ?? error) as NSError
        let isSystems = cause.domain == NSPOSIXErrorDomain
        let reason = isSystems ? Int32(exactly: cause.code).map { String(cString: strerror($0)) } : nil
        self.init(.unableToWork, "not_written: \(path) cannot be written: \(reason ?? error.localizedDescription)")
    }
}
