import Foundation

/// A program to run as a child process, with everything it may see and use.
///
/// Arguments reach the program unchanged; no shell is involved. The child sees only the environment given here.
///
/// ```swift
/// let probe = ChildCommand("ffprobe", ["-v", "error", path], sandbox: Sandbox(readOnly: [path]))
/// let result = try await probe.run(output: .collect(limit: 1 << 20))
/// ```
public struct ChildCommand: Sendable {
    /// An absolute path, or a name that is looked up in the `PATH` of ``environment``.
    public var executable: String

    /// The arguments after the program's name.
    public var arguments: [String]

    /// The child's whole environment. Default: ``inheritedEnvironment()``. Inside a sandbox `TMPDIR` is `/tmp`.
    public var environment: [String: String]

    /// An absolute path. `nil`: this process's folder, or `/tmp` inside a sandbox.
    public var workingDirectory: String?

    /// Written to standard input, which is then closed. Default: nothing.
    public var input: [UInt8]

    /// Limits for each process of the child. Default: none.
    public var limits: ResourceLimits

    /// What the child may reach. `nil`: whatever this process may.
    public var sandbox: Sandbox?

    /// The time between SIGTERM and SIGKILL when the child has to end early. Default: 2 s.
    public var grace: Duration

    /// Who starts the child, for ``endChildren(ofOwner:)`` after a crash: 1-64 letters, digits, `_` or `-`.
    ///
    /// Should differ between programs that may run on one machine at once.
    public var owner: String

    public init(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = ChildCommand.inheritedEnvironment(),
        workingDirectory: String? = nil,
        input: [UInt8] = [],
        limits: ResourceLimits = ResourceLimits(),
        sandbox: Sandbox? = nil,
        grace: Duration = .seconds(2),
        owner: String = "millrace"
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.input = input
        self.limits = limits
        self.sandbox = sandbox
        self.grace = grace
        self.owner = owner
    }

    /// The few variables a program needs to find others and to speak the right language: `PATH`, `LANG`, `LC_ALL`,
    /// `LC_CTYPE`, `TMPDIR` and `TZ`, as far as they are set.
    public static func inheritedEnvironment() -> [String: String] {
        let inherited = ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ"]
        return ProcessInfo.processInfo.environment.filter { inherited.contains($0.key) }
    }
}

extension ChildCommand {
    /// Refuses what the system would cut short or read differently.
    func validate() throws(ChildProcessError) {
        for text in [executable] + arguments + [workingDirectory ?? "/"] where text.utf8.contains(0) {
            throw ChildProcessError(.invalidArgument, at: executable, "An argument holds a NUL character.")
        }
        for (name, value) in environment {
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")), !(name + value).utf8.contains(0) else {
                throw ChildProcessError(.invalidArgument, at: name, "The environment variable cannot be passed on.")
            }
        }
        if let workingDirectory, !workingDirectory.hasPrefix("/") {
            throw ChildProcessError(.invalidArgument, at: workingDirectory, "The working folder is not absolute.")
        }
        try limits.validate()
        try ChildMark.validate(owner: owner)
    }
}
