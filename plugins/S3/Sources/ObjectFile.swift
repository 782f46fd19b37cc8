import Crypto
import Foundation
import StepKit

/// A file on its way to be whole: counted, hashed and capped while it is written. Unless it is finished, it is removed
/// with its last reference.
final class ObjectFile {
    private(set) var size: Int64 = 0
    private let limit: ByteCount
    private let path: String
    private let descriptor: Int32
    private var hash = SHA256()
    private var isFinished = false

    init(in folder: String, limit: ByteCount) throws(StepFailure) {
        self.limit = limit
        path = "\(folder)/object-\(UUID().uuidString)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw S3Failure.storage("opened", errno: errno) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    /// Refuses a size that is promised before it comes.
    func checkPromise(of total: Int64?) throws(StepFailure) {
        if let total, total > limit.bytes { throw tooLarge }
    }

    func append(_ bytes: [UInt8]) throws(StepFailure) {
        guard Int64(bytes.count) <= limit.bytes - size else { throw tooLarge }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 || errno == EINTR else { throw S3Failure.storage("written", errno: errno) }
            written += max(count, 0)
        }
        hash.update(data: bytes)
        size += Int64(bytes.count)
    }

    /// Brings the bytes to the disk.
    func finish() throws(StepFailure) -> (path: String, sha256: String) {
        guard fsync(descriptor) == 0 else { throw S3Failure.storage("synced", errno: errno) }
        isFinished = true
        return (path, AWSText.hex(hash.finalize()))
    }

    private var tooLarge: StepFailure {
        StepFailure(.objectTooLarge, "the object is larger than \(limit.shortText)")
    }
}
