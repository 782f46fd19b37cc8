import Foundation
import StepKit

/// The folders whose files may be read. Symbolic links count as what they lead to, on both sides.
struct AllowedFolders: Sendable {
    private let folders: [String]

    init(_ folders: [String]) {
        self.folders = folders
    }

    /// Opens a regular file below one of the folders.
    /// - Throws: `not_found`, or `download_forbidden` without telling whether there is something.
    func open(_ path: String) throws(StepFailure) -> Int32 {
        let roots = folders.compactMap(Self.resolve)
        guard let resolved = Self.resolve(path) else {
            // What does not exist is told apart only where looking is allowed.
            guard
                Self.nearestExisting(to: path).map({ near in roots.contains { Self.isAt(near, orBelow: $0) } }) == true
            else { throw Self.forbidden }
            throw StepFailure(.notFound, "there is no such file")
        }
        guard let root = roots.first(where: { Self.isAt(resolved, orBelow: $0) && resolved != $0 }) else {
            throw Self.forbidden
        }
        return try Self.open(resolved, below: root)
    }

    /// Walks down from the folder without following any link, so that nothing swapped since it was resolved leads out.
    private static func open(_ resolved: String, below root: String) throws(StepFailure) -> Int32 {
        let names = resolved.dropFirst(root.utf8.count).split(separator: "/").map(String.init)
        var current = Foundation.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for (index, name) in names.enumerated() where current >= 0 {
            let isLast = index == names.count - 1
            // Without O_NONBLOCK opening a FIFO would wait for somebody to write to it.
            let next = openat(
                current, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (isLast ? O_NONBLOCK : O_DIRECTORY))
            close(current)
            current = next
        }
        guard current >= 0 else { throw errno == ENOENT ? StepFailure(.notFound, "there is no such file") : forbidden }
        var facts = stat()
        guard fstat(current, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(current)
            throw StepFailure(.downloadForbidden, "this is not a regular file")
        }
        return current
    }

    private static var forbidden: StepFailure {
        StepFailure(.downloadForbidden, "the path is not below an allowed folder, or cannot be read")
    }

    private static func resolve(_ path: String) -> String? {
        guard path.hasPrefix("/"), let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }

    private static func nearestExisting(to path: String) -> String? {
        var path = path[...]
        while let slash = path.lastIndex(of: "/") {
            // `..` after a missing folder leads nowhere that could be judged.
            guard !path[slash...].hasPrefix("/..") else { return nil }
            path = path[..<slash]
            if let resolved = resolve(path.isEmpty ? "/" : String(path)) { return resolved }
        }
        return nil
    }

    private static func isAt(_ path: String, orBelow folder: String) -> Bool {
        path == folder || path.utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
    }
}
