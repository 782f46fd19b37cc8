import ArgumentParser
import Foundation
import JSONModel
import StepKit

struct LettersExportCommand: MillraceCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write dead letters with their payloads as JSON lines; they stay where they are.",
        discussion: "Example: millrace dlq export --subscription video --output video.jsonl")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var filters: LetterFilters
    @Option(help: ArgumentHelp("A new file; without it, standard output.", valueName: "file")) var output: String?

    func run(_ registry: StepRegistry) async throws {
        let file = try output.map { try NewFile(path: $0) }
        do {
            let count = try await Desks.with(options) { desk in try await write(from: desk, to: file) }
            try file?.finish()
            Console.note("\(count) dead \(count == 1 ? "letter" : "letters") exported")
        } catch {
            file?.remove()
            throw error
        }
    }

    /// Page by page: payloads may be large.
    private func write(from desk: any Desk, to file: NewFile?) async throws -> Int {
        var parameters = filters.parameters.merging(["limit": "50", "payload": "true"]) { $1 }
        var count = 0
        while true {
            let page = try await desk.letters(parameters)
            for letter in page["letters"]?.arrayValue ?? [] {
                count += 1
                if let file { try file.write(letter.text() + "\n") } else { Console.data(letter.text()) }
            }
            guard let next = page["next"]?.intValue else { return count }
            parameters["before"] = "\(next)"
        }
    }
}

/// A file that did not exist before, and does not remain if it is not finished.
private struct NewFile {
    private let path: String
    private let handle: FileHandle

    init(path: String) throws {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let cause = errno
            throw CommandFailure(
                .unableToWork,
                cause == EEXIST
                    ? "file_exists: \(path) exists and is not overwritten"
                    : "cannot_write: \(path): \(String(cString: strerror(cause)))")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func write(_ text: String) throws {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            throw CommandFailure(.unableToWork, "cannot_write: \(path): \(error.localizedDescription)")
        }
    }

    func finish() throws {
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw CommandFailure(.unableToWork, "cannot_write: \(path): \(error.localizedDescription)")
        }
    }

    func remove() {
        try? handle.close()
        unlink(path)
    }
}
