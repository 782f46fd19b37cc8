import Foundation

/// A foreign client or server, a Python program that a test talks to: it prints what it sees, a line each. It ends with
/// the last reference; with a test that is killed it ends by itself, as its standard input does then, and its parent.
public final class PeerProcess: Sendable {
    /// Of a server, on 127.0.0.1; 0 of a client.
    public let port: Int
    private let running: Running

    /// Starts a server, which prints its port first.
    /// - Parameter script: the program, beside the test that names it.
    /// - Throws: ``PeerEnded`` when it does not print a port.
    public init(_ script: String, _ arguments: [String] = [], besides file: String = #filePath) async throws {
        running = try Running(script, arguments, besides: file)
        guard let port = await running.line().flatMap({ Int($0) }) else { throw PeerEnded() }
        self.port = port
    }

    /// Starts a client.
    /// - Parameter script: the program, beside the test that names it.
    public init(client script: String, _ arguments: [String] = [], besides file: String = #filePath) throws {
        running = try Running(script, arguments, besides: file, errors: FileHandle.nullDevice)
        port = 0
    }

    public func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What it prints next.
    /// - Throws: ``PeerEnded``.
    public func line() async throws -> String {
        guard let line = await running.line() else { throw PeerEnded() }
        return line
    }

    /// Writes one line to its standard input.
    public func tell(_ line: String) throws {
        try running.input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    }
}

/// A ``PeerProcess`` is gone.
public struct PeerEnded: Error {
    public init() {}
}

/// The process itself; killed with the last reference, also when it never printed its port.
private final class Running: Sendable {
    let input = Pipe()
    private let process = Process()
    private let lines: AsyncStream<String>

    /// - Parameter errors: where its standard error goes; `nil` for the test's own.
    init(_ script: String, _ arguments: [String], besides file: String, errors: FileHandle? = nil) throws {
        let path = URL(filePath: file).deletingLastPathComponent().appending(path: script).path
        let output = Pipe()
        lines = Self.lines(of: output.fileHandleForReading)
        process.executableURL = URL(filePath: TestClients.python)
        process.arguments = [path] + arguments
        process.standardInput = input
        process.standardOutput = output
        if let errors { process.standardError = errors }
        try process.run()
    }

    deinit {
        try? input.fileHandleForWriting.close()
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func line() async -> String? { await lines.first { _ in true } }

    private static func lines(of handle: FileHandle) -> AsyncStream<String> {
        let (lines, sender) = AsyncStream.makeStream(of: String.self)
        Thread {
            var rest = Data()
            while case let data = handle.availableData, !data.isEmpty {
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    sender.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest = Data(rest[rest.index(after: end)...])
                }
            }
            sender.finish()
        }.start()
        return lines
    }
}
