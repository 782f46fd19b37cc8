import Crypto
import Foundation
import StepKit

/// What is stored: a file that was checked, or text.
enum UploadBody: Sendable {
    case file(Artifact)
    case text(String, sha256: String)

    /// What one request may carry.
    static let maxBytes: Int64 = 5_000_000_000

    init(file: Artifact?, text: String?, in context: StepContext) async throws {
        switch (file, text) {
        case (let file?, nil):
            try await Self.check(file, in: context)
            self = .file(file)
        case (nil, let text?): self = .text(text, sha256: AWSText.hex(SHA256.hash(data: Data(text.utf8))))
        default: throw StepFailure(.invalidPayload, "there must be either `file` or `text`")
        }
    }

    var sha256: String {
        switch self {
        case .file(let file): file.sha256.lowercased()
        case .text(_, let sha256): sha256
        }
    }

    var size: Int64 {
        switch self {
        case .file(let file): file.size
        case .text(let text, _): Int64(text.utf8.count)
        }
    }

    /// The digest is checked, because a file may be written into a payload by hand: without it, whoever submits a job
    /// could have any file of this machine stored elsewhere.
    private static func check(_ file: Artifact, in context: StepContext) async throws {
        let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw StepFailure(.notFound, "the file is gone") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw StepFailure(.invalidPayload, "the path leads to no file")
        }
        guard Int64(facts.st_size) <= maxBytes else {
            throw StepFailure(.objectTooLarge, "the file has more than 5 GB, the most that one upload takes")
        }
        var hash = SHA256()
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            try context.abort.throwIfAborted()
            hash.update(data: chunk)
            await Task.yield()
        }
        guard AWSText.hex(hash.finalize()) == file.sha256.lowercased() else {
            throw StepFailure(.checksumMismatch, "the file is not what it was when its digest was taken")
        }
    }
}
