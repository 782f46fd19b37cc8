import Foundation

/// A folder that goes with its last reference.
final class Workspace: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("step-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The regular file a step names, absolute or inside the workspace; `nil` for anything outside, links followed.
    func file(_ name: String) -> URL? {
        let base = URL(fileURLWithPath: path, isDirectory: true)
        let url = URL(fileURLWithPath: name, relativeTo: base).absoluteURL.resolvingSymlinksInPath()
        guard url.path.hasPrefix(base.path + "/"),
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return nil }
        return url
    }
}
