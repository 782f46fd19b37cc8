import Foundation
import Synchronization
import TestSupport

/// One started process with what it has written so far; killed when the last reference goes.
final class RunningProgram: Sendable {
    let processID: Int32
    /// Its folder must outlive the process.
    private let project: TestProject
    private let recording = Recording()

    /// - Parameters:
    ///   - input: what it reads from standard input.
    ///   - environment: the whole of it; nothing is inherited.
    init(
        _ executable: String, _ arguments: [String], input: FileHandle = .nullDevice, environment: [String: String],
        project: TestProject
    ) throws {
        self.project = project
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: project.path)
        process.standardInput = input
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { [recording] process in
            recording.end(process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal)
        }
        try process.run()
        processID = process.processIdentifier
        recording.read(output.fileHandleForReading, as: .output)
        recording.read(errors.fileHandleForReading, as: .errors)
    }

    deinit {
        send(SIGKILL)
    }

    var output: String { recording.text(.output) }
    var errors: String { recording.text(.errors) }

    func send(_ signal: Int32) {
        if recording.ending == nil { kill(processID, signal) }
    }

    /// Waits until the process has ended and nobody holds its output any more.
    func ending() async throws -> ProgramEnding {
        try await eventually("process \(processID) ends; it wrote: \(errors)", timeout: .seconds(180)) {
            recording.isOver
        }
        guard let (status, wasKilled) = recording.ending else { throw CancellationError() }
        return ProgramEnding(status: status, wasKilled: wasKilled, output: output, errors: errors)
    }

    /// Waits until standard error holds a word that begins so.
    /// - Parameter number: which of them; the first is 1.
    /// - Returns: the whole word.
    func announcement(beginningWith prefix: String, number: Int = 1) async throws -> String {
        var found: String?
        try await eventually("a word that begins with \(prefix)", timeout: .seconds(180)) {
            let words = errors.split { $0 == "\n" || $0 == " " }
            // The last line may still be on its way.
            let matches = words.filter { $0.hasPrefix(prefix) }
            found = errors.hasSuffix("\n") && matches.count >= number ? String(matches[number - 1]) : nil
            if found == nil, let ending = recording.ending { throw EndedEarly(status: ending.status, errors: errors) }
            return found != nil
        }
        return found ?? ""
    }

    struct EndedEarly: Error {
        let status: Int32
        let errors: String
    }
}

/// What a program left when it ended.
struct ProgramEnding {
    let status: Int32
    /// Ended by a signal, not by itself.
    let wasKilled: Bool
    let output: String
    let errors: String
}

/// What a process has written, and how it ended.
private final class Recording: Sendable {
    enum Stream: Hashable { case output, errors }

    private struct State {
        var bytes: [Stream: [UInt8]] = [:]
        var openPipes = 2
        var ending: (status: Int32, wasKilled: Bool)?
    }

    private let state = Mutex(State())

    var ending: (status: Int32, wasKilled: Bool)? { state.withLock { $0.ending } }
    var isOver: Bool { state.withLock { $0.ending != nil && $0.openPipes == 0 } }

    func text(_ stream: Stream) -> String {
        String(decoding: state.withLock { $0.bytes[stream] ?? [] }, as: UTF8.self)
    }

    func end(_ status: Int32, wasKilled: Bool) {
        state.withLock { $0.ending = (status, wasKilled) }
    }

    /// Reads to the end on a thread of its own: a full pipe would stop the process.
    func read(_ handle: FileHandle, as stream: Stream) {
        let descriptor = dup(handle.fileDescriptor)
        Thread {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Foundation.read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                self.state.withLock { $0.bytes[stream, default: []] += buffer.prefix(count) }
            }
            close(descriptor)
            self.state.withLock { $0.openPipes -= 1 }
        }.start()
    }
}
