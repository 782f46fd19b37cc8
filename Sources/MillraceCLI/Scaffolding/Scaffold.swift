import Foundation

/// Files that a command makes in one go.
struct Scaffold {
    /// By path below the folder.
    let files: [String: String]
    /// Paths that are left out where there is such a file already; any other is in the way.
    var courtesies: Set<String> = []

    /// Writes all of them, or none: a file that is there already is never touched.
    /// - Returns: the courtesies that were left out.
    /// - Throws: ``CommandFailure`` that names what is in the way, or what could not be written.
    @discardableResult
    func write(to folder: String) throws -> [String] {
        let present = files.keys.filter { FileManager.default.fileExists(atPath: folder + "/" + $0) }.sorted()
        let taken = present.filter { !courtesies.contains($0) }
        guard taken.isEmpty else {
            throw CommandFailure(
                .unableToWork,
                "file_exists: \(folder) already holds \(Self.list(taken)); nothing was written")
        }
        for path in files.keys.sorted() where !present.contains(path) {
            let url = URL(filePath: folder + "/" + path)
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data((files[path] ?? "").utf8).write(to: url, options: .withoutOverwriting)
            } catch {
                throw CommandFailure(writing: url.path, failed: error)
            }
        }
        return present
    }

    private static func list(_ paths: [String]) -> String {
        let named = paths.prefix(3).joined(separator: ", ")
        return paths.count > 3 ? "\(named) and \(paths.count - 3) more" : named
    }
}
