import Foundation
import JSONModel
import TestSupport

/// A project folder and a store of a test's own, and the program run in it.
final class TestProject: Sendable {
    /// Blanks in the path: no command may trip over them.
    private let folder: TemporaryFolder
    let path: String

    /// - Parameter files: further YAML files, by name.
    init(withShippedPipelines isShipped: Bool = true, _ files: [String: String] = [:]) throws {
        folder = try TemporaryFolder("e2e")
        path = folder.path("my project")
        let pipelines = path + "/pipelines"
        try FileManager.default.createDirectory(atPath: pipelines, withIntermediateDirectories: true)
        if isShipped {
            for name in ["video_analysis.yaml", "routing.yaml"] {
                try FileManager.default.copyItem(
                    atPath: Self.repository + "/pipelines/" + name, toPath: pipelines + "/" + name)
            }
        }
        for (name, text) in files { try folder.write(text, to: "my project/pipelines/" + name) }
    }

    static let repository = "/" + URL(filePath: #filePath).pathComponents.dropFirst().dropLast(4).joined(separator: "/")

    /// Writes a file into the project's folder.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String { try folder.write(bytes, to: "my project/" + name) }

    func start(_ arguments: [String], _ variables: [String: String] = [:]) throws -> RunningProgram {
        var environment = ["HOME": folder.path, "MILLRACE_PROJECT": path, "MILLRACE_ALLOWED_NETWORKS": "127.0.0.0/8"]
        for name in ["PATH", "LD_LIBRARY_PATH"] { environment[name] = ProcessInfo.processInfo.environment[name] }
        return try RunningProgram(arguments, environment: environment.merging(variables) { $1 }, project: self)
    }

    /// Runs the program to its end.
    func run(_ arguments: String..., with variables: [String: String] = [:]) async throws -> ProgramEnding {
        try await start(arguments, variables).ending()
    }

    /// Runs a reader to its end and parses what it printed.
    func json(_ arguments: String..., with variables: [String: String] = [:]) async throws -> JSONValue {
        try JSONValue(parsing: try await start(arguments, variables).ending().output)
    }

    /// What attempts have left in their work folder.
    var leftFiles: [String] {
        FileManager.default.subpaths(atPath: path + "/.millrace/work") ?? []
    }

    /// The command lines of all processes that name something in this project.
    var leftProcesses: [String] { Processes.naming(folder.path) }
}
