/// Why a child process could not be started, or had to be ended.
///
/// An exit code other than 0 is not an error: see ``ChildResult/status``.
public struct ChildProcessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The stable code.
    public enum Code: String, Sendable, CaseIterable {
        /// No such program, or it may not be executed.
        case executableNotFound = "executable_not_found"
        /// An argument, a variable, a limit or a path cannot be passed on as it is.
        case invalidArgument = "invalid_argument"
        /// The working folder does not exist.
        case workingDirectoryNotFound = "working_directory_not_found"
        /// The system refused to start a process.
        case startFailed = "start_failed"
        /// More output than the stated limit. The child was ended.
        case outputTooLarge = "output_too_large"
        /// A line longer than the stated limit. The child was ended.
        case lineTooLong = "line_too_long"
        /// The child's pipes failed.
        case pipeFailed = "pipe_failed"
        /// A sandbox is required and cannot be had here.
        case sandboxUnavailable = "sandbox_unavailable"
        /// A path of the sandbox does not exist, or the working folder lies outside of it.
        case sandboxPathNotFound = "sandbox_path_not_found"
        /// Limits are set and `prlimit` is missing.
        case limitsUnavailable = "limits_unavailable"
        /// The child has ended, but processes it left behind could not be killed.
        case processesSurvived = "processes_survived"
    }

    public let code: Code

    /// What the message is about: a path, a variable's name, `stdout` or `stderr`.
    public let place: String

    /// One sentence for people.
    public let message: String

    public var description: String { "\(code.rawValue) (\(place)): \(message)" }

    init(_ code: Code, at place: String, _ message: String) {
        self.code = code
        self.place = place
        self.message = message
    }
}
