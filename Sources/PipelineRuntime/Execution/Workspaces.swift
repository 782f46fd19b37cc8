import Foundation
import StepKit
import Synchronization

/// The folders attempts work in: removed with their job.
final class Workspaces: Sendable {
    let root: String
    /// The jobs for which a folder was made: most jobs need none, and asking the disk costs more than they do.
    private let made = Mutex<Set<String>>([])

    init(root: String) {
        self.root = root
    }

    /// One for each try: a body that was abandoned must not write into its successor's files. Job and step ids are ours
    /// or checked, so they are names, never paths.
    func folder(jobID: String, stepID: String, fence: Int64, attempt: Int) -> String {
        "\(root)/\(jobID)/\(stepID).\(fence).\(attempt)"
    }

    /// Makes an empty folder, readable by this user alone.
    func makeEmpty(_ folder: String) throws {
        let jobID = folder.dropFirst(root.count + 1).prefix { $0 != "/" }
        made.withLock { _ = $0.insert(String(jobID)) }
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// After an attempt of this process: what another one left is found by ``jobIDs``.
    func removeIfMade(jobID: String) {
        if made.withLock({ $0.remove(jobID) }) != nil { remove(jobID: jobID) }
    }

    func remove(jobID: String) {
        try? FileManager.default.removeItem(atPath: "\(root)/\(jobID)")
    }

    /// The jobs that have a folder.
    var jobIDs: [String] { (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] }

    /// Whether every file an output names is still there with its size.
    func holdsArtifacts(of output: JSONValue) -> Bool {
        if let artifact = try? JSONValueDecoder().decode(Artifact.self, from: output) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: artifact.path)
            return (attributes?[.size] as? NSNumber)?.int64Value == artifact.size
        }
        switch output {
        case .array(let items): return items.allSatisfy(holdsArtifacts)
        case .object(let members): return members.values.allSatisfy(holdsArtifacts)
        default: return true
        }
    }
}
