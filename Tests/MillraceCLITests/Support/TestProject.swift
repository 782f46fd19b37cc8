import Foundation
import JSONModel
import TestSupport

/// A project folder and a store of a test's own, and the program run in it.
final class TestProject: Sendable {
    /// Blanks in the path: no command may trip over them.
    private let folder: TemporaryFolder
    let path: String

    /// - Parameters:
    ///   - isShipped: with the shipped pipelines and their routes, but nothing that begins by itself: no schedules, no
    ///     notifications.
    ///   - files: further YAML files, by name.
    init(withShippedPipelines isShipped: Bool = true, _ files: [String: String] = [:]) throws {
        folder = try TemporaryFolder("e2e")
        path = folder.path("my project")
        let pipelines = path + "/pipelines"
        try FileManager.default.createDirectory(atPath: pipelines, withIntermediateDirectories: true)
        if isShipped {
            let names = try FileManager.default.contentsOfDirectory(atPath: Self.repository + "/pipelines")
            let ownStart = ["schedules.yaml", "notifications.yaml"]
            for name in names where !name.hasSuffix(".test.yaml") && !ownStart.contains(name) {
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
        try RunningProgram(
            MillraceBinary.path(), arguments, environment: environment.merging(variables) { $1 }, project: self)
    }

    private var environment: [String: String] {
        var environment = ["HOME": folder.path, "MILLRACE_PROJECT": path, "MILLRACE_ALLOWED_NETWORKS": "127.0.0.0/8"]
        for name in ["PATH", "LD_LIBRARY_PATH"] { environment[name] = ProcessInfo.processInfo.environment[name] }
        return environment
    }

    /// Runs the program to its end.
    func run(_ arguments: [String]) async throws -> ProgramEnding { try await start(arguments).ending() }

    /// Runs the program to its end.
    func run(_ arguments: String..., with variables: [String: String] = [:]) async throws -> ProgramEnding {
        try await start(arguments, variables).ending()
    }

    /// Runs the program to its end at a terminal of its own, where somebody types this and then ends the input. Both
    /// of its streams, and what was typed, come as one output.
    func run(_ arguments: String..., typing text: String) async throws -> ProgramEnding {
        try write(Array(text.utf8), to: "typed")
        guard let input = FileHandle(forReadingAtPath: path + "/typed") else { throw CocoaError(.fileNoSuchFile) }
        let command = ([try MillraceBinary.path()] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let program = try RunningProgram(
            "/usr/bin/script", ["-qec", command, "/dev/null"], input: input, environment: environment, project: self)
        return try await program.ending()
    }

    /// Changes the store behind the program's back.
    func breakStore(_ sql: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
            path + "/.millrace/millrace.db", sql,
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotBroken(status: process.terminationStatus) }
    }

    struct NotBroken: Error {
        let status: Int32
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
