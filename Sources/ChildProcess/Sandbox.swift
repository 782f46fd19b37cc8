import Foundation

/// What a child may reach: nothing but the system's programs, the folders named here, and no network.
///
/// Built with bubblewrap: own user, process, network, mount, IPC and host-name namespaces; `/usr`, `/bin`, `/lib…` and
/// what the loader and fonts need of `/etc` read-only; an own `/proc` and `/dev`; an empty `/tmp`. The processes in it
/// die together, also when this process is killed.
public struct Sandbox: Sendable, Hashable {
    public enum Policy: String, Sendable {
        /// No sandbox, no run: `sandbox_unavailable`.
        case required
        /// Without bubblewrap, an own network namespace where that is allowed, else limits alone;
        /// ``ChildResult/confinement`` tells which.
        case preferred
    }

    public var policy: Policy

    /// Files and folders to see under their own absolute paths, not to change.
    public var readOnly: [String]

    /// Files and folders to see under their own absolute paths, and to change.
    public var writable: [String]

    /// Bytes of the empty `/tmp`, kept in memory. Default: 64 MiB.
    public var temporarySpace: Int

    public init(
        _ policy: Policy = .required, readOnly: [String] = [], writable: [String] = [],
        temporarySpace: Int = 64 * 1024 * 1024
    ) {
        self.policy = policy
        self.readOnly = readOnly
        self.writable = writable
        self.temporarySpace = temporarySpace
    }
}

extension Sandbox {
    /// bubblewrap's arguments up to the command.
    ///
    /// The environment stays out of them: everybody can read a command line. It is exact already when bubblewrap starts.
    /// `--new-session` stays out too: the child leads a session of its own, and SIGTERM to the group must reach it.
    func bubblewrapArguments(executable: String, workingDirectory: String?) throws(ChildProcessError) -> [String] {
        try validate(workingDirectory: workingDirectory)
        let isolation = ["--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
        let temporary = ["--size", String(max(1, temporarySpace)), "--tmpfs", "/tmp"]
        return isolation + Self.systemArguments + ["--proc", "/proc", "--dev", "/dev"] + temporary
            + (isVisible(executable) ? [] : ["--ro-bind", executable, executable])
            + bindArguments
            + ["--chdir", workingDirectory ?? "/tmp"]
    }

    /// Outer folders first, so that a folder inside another keeps its own rights.
    private var bindArguments: [String] {
        let binds = readOnly.map { ("--ro-bind", $0) } + writable.map { ("--bind", $0) }
        return binds.sorted { $0.1.utf8.count < $1.1.utf8.count }.flatMap { [$0.0, $0.1, $0.1] }
    }

    private static let systemFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]

    private static var systemArguments: [String] {
        let folders = systemFolders.flatMap { folder in
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                ["--symlink", target, folder]
            } else {
                ["--ro-bind-try", folder, folder]
            }
        }
        let files = ["ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime"]
        return folders + files.flatMap { ["--ro-bind-try", "/etc/\($0)", "/etc/\($0)"] }
    }

    private func isVisible(_ path: String) -> Bool {
        (Self.systemFolders + readOnly + writable).contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    private func validate(workingDirectory: String?) throws(ChildProcessError) {
        for path in readOnly + writable {
            guard path.hasPrefix("/"), path != "/", !path.utf8.contains(0) else {
                throw ChildProcessError(.invalidArgument, at: path, "A path of the sandbox is not absolute, or is all.")
            }
            guard FileManager.default.fileExists(atPath: path) else {
                throw ChildProcessError(.sandboxPathNotFound, at: path, "The path does not exist.")
            }
        }
        if let workingDirectory, workingDirectory != "/tmp", !isVisible(workingDirectory) {
            throw ChildProcessError(
                .sandboxPathNotFound, at: workingDirectory, "The working folder is not part of the sandbox.")
        }
    }
}
