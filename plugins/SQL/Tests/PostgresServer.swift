import Foundation
import TestSupport

/// A PostgreSQL server of a test run's own: a fresh cluster in a temporary folder, reached by a socket in it.
final class PostgresServer: Sendable {
    static let binaries: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let newest = versions.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }.last
        let folder = "\(root)/\(newest ?? "none")/bin"
        return FileManager.default.isExecutableFile(atPath: folder + "/initdb") ? folder : nil
    }()

    /// One for all tests: made by the first, ended with the process.
    static let shared = Task { try PostgresServer() }

    let url: String
    private let folder: TemporaryFolder
    private let process: Process
    private let lifeline = Pipe()

    private init() throws {
        guard let binaries = Self.binaries else { throw Broken(message: "PostgreSQL is not installed") }
        folder = try TemporaryFolder("postgres")
        let data = folder.path("data")
        url = "postgres://millrace@/postgres?host=\(folder.path)"
        if geteuid() == 0 { try Self.run("/bin/chown", ["nobody", folder.path]) }
        try Self.run(
            "\(binaries)/initdb", ["-D", data, "-U", "millrace", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            asNobody: true)
        // The shell ends the server when its input does: with this process, however that ends.
        let server = Self.command(
            "\(binaries)/postgres",
            ["-D", data, "-k", folder.path, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=30"],
            asNobody: true)
        // It cannot `wait`: children inherit that SIGCHLD is blocked.
        let script = #""$@" & read -r line; kill -INT $!; sleep 1; rm -rf "$0""#
        process = Self.process(["/bin/sh", "-c", script, folder.path] + server)
        process.standardInput = lifeline
        try process.run()
        try waitUntilReady(binaries)
    }

    private func waitUntilReady(_ binaries: String) throws {
        let arguments = ["-h", folder.path, "-U", "millrace", "-d", "postgres", "-q"]
        for _ in 0..<300 {
            let probe = Self.process(["\(binaries)/pg_isready"] + arguments)
            try probe.run()
            probe.waitUntilExit()
            if probe.terminationStatus == 0 { return }
            usleep(100_000)
        }
        throw Broken(message: "PostgreSQL did not start")
    }

    /// PostgreSQL refuses to run as root.
    private static func command(_ program: String, _ arguments: [String], asNobody: Bool) -> [String] {
        let identity = ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        return (asNobody && geteuid() == 0 ? identity : []) + [program] + arguments
    }

    private static func process(_ command: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(filePath: "/")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        return process
    }

    private static func run(_ program: String, _ arguments: [String], asNobody: Bool = false) throws {
        let process = process(command(program, arguments, asNobody: asNobody))
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Broken(message: "\(program) failed") }
    }
}
