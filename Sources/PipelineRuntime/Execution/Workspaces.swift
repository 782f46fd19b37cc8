import Foundation
import StepKit

/// The folders attempts work in: removed with their job.
struct Workspaces: Sendable {
    let root: String

    /// One for each try: a body that was abandoned must not write into its successor's files. Job and step ids are ours
    /// or checked, so they are names, never paths.
    func folder(jobID: String, stepID: String, fence: Int64, attempt: Int) -> String {
        "\(root)/\(jobID)/\(stepID).\(fence).\(attempt)"
    }

    /// Makes an empty folder, readable by this user alone.
    func makeEmpty(_ folder: String) throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
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
