/// The command line that is really started: the command inside the programs that confine it.
///
///     setpriv (die with the parent) → bwrap or unshare → prlimit → the command
///
/// `setpriv` asks for the signal of the parent's death, which comes when the *thread* that forked ends. swift-subprocess
/// forks on one thread that lives as long as the process.
struct LaunchPlan: Sendable, Hashable {
    let arguments: [String]
    let confinement: Confinement
    /// Folder to start in; `nil` when the command line changes it itself.
    let workingDirectory: String?

    init(_ command: ChildCommand, support: SandboxSupport?) throws(ChildProcessError) {
        let executable = try SystemTool.resolve(command)
        let isolation = try Self.isolation(for: command.sandbox, support: support)
        let death = SystemTool.path("setpriv").map { [$0, "--pdeathsig", "KILL", "--"] } ?? []
        let inner = try Self.limited(command, executable, always: isolation == .bubblewrap)
        workingDirectory = isolation == .bubblewrap ? nil : command.workingDirectory
        confinement = Confinement(isolation: isolation, endsWithParent: !death.isEmpty || isolation == .bubblewrap)
        switch (isolation, command.sandbox) {
        case (.bubblewrap, let sandbox?): arguments = death + (try Self.sandboxed(command, sandbox, executable)) + inner
        case (.networkNamespace, _): arguments = death + (try Self.unshared(support)) + inner
        default: arguments = death + inner
        }
    }

    private static func isolation(
        for sandbox: Sandbox?, support: SandboxSupport?
    ) throws(ChildProcessError) -> Confinement.Isolation {
        guard let sandbox, let support else { return .none }
        switch (support.bubblewrap, sandbox.policy) {
        case (.available, _): return .bubblewrap
        case (.unavailable(let reason), .required):
            throw ChildProcessError(.sandboxUnavailable, at: "bwrap", "A sandbox is required: \(reason)")
        case (.unavailable, .preferred): return support.networkNamespace.isAvailable ? .networkNamespace : .none
        }
    }

    /// Limits come last: they are the command's, not those of the programs around it.
    private static func limited(
        _ command: ChildCommand, _ executable: String, always: Bool
    ) throws(ChildProcessError) -> [String] {
        let plain = [executable] + command.arguments
        guard always || !command.limits.isEmpty else { return plain }
        guard let prlimit = SystemTool.path("prlimit") else {
            throw ChildProcessError(.limitsUnavailable, at: "prlimit", "The program is missing.")
        }
        return [prlimit] + command.limits.prlimitArguments + ["--"] + plain
    }

    /// bubblewrap itself ignores SIGTERM, or it would die before the command could use its grace.
    private static func sandboxed(
        _ command: ChildCommand, _ sandbox: Sandbox, _ executable: String
    ) throws(ChildProcessError) -> [String] {
        guard let bubblewrap = SystemTool.path("bwrap"), let env = SystemTool.path("env") else {
            throw ChildProcessError(.sandboxUnavailable, at: "bwrap", "The program is missing.")
        }
        return [env, "--ignore-signal=TERM", "--", bubblewrap]
            + (try sandbox.bubblewrapArguments(
                executable: executable, workingDirectory: command.workingDirectory))
            + ["--", env, "--default-signal=TERM", "--"]
    }

    private static func unshared(_ support: SandboxSupport?) throws(ChildProcessError) -> [String] {
        guard let support, let unshare = SystemTool.path("unshare") else {
            throw ChildProcessError(.sandboxUnavailable, at: "unshare", "The program is missing.")
        }
        return [unshare] + support.unshareArguments + ["--"]
    }
}
