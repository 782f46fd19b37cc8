import Foundation

/// Finds programs.
enum SystemTool {
    /// Helpers of our own come from the system's folders, never from a `PATH` that a pipeline may set.
    static func path(_ name: String) -> String? {
        find(name, in: ["/usr/bin", "/bin", "/usr/sbin", "/sbin"])
    }

    /// The absolute path of a command's executable. Only absolute folders of its `PATH` count.
    static func resolve(_ command: ChildCommand) throws(ChildProcessError) -> String {
        let name = command.executable
        if name.hasPrefix("/") {
            if isExecutable(name) { return name }
        } else if !name.isEmpty, !name.contains("/") {
            let folders = (command.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
            if let path = find(name, in: folders.filter { $0.hasPrefix("/") }) { return path }
        } else {
            throw ChildProcessError(
                .invalidArgument, at: name, "An executable is an absolute path or a name without a slash.")
        }
        throw ChildProcessError(.executableNotFound, at: name, "There is no such program, or it may not be executed.")
    }

    private static func find(_ name: String, in folders: [String]) -> String? {
        folders.map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    private static func isExecutable(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && access(path, X_OK) == 0
    }
}
