import Crypto
import Foundation
import StepKit

/// A file on its way to be whole: counted, hashed and capped while it is written. Unless it is finished, it is removed
/// with its last reference.
final class PartialFile {
    /// Bytes so far.
    private(set) var size: Int64 = 0
    let limit: ByteCount
    private let path: String
    private let descriptor: Int32
    private var hash = SHA256()
    private var isFinished = false

    init(in folder: String, limit: ByteCount) throws(StepFailure) {
        self.limit = limit
        path = "\(folder)/download-\(UUID().uuidString)"
        descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            isFinished = true
            throw DownloadFailure.storage("opened", errno: errno)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unlink(path + ".part") }
    }

    /// Lower-case hexadecimal SHA-256 of the bytes so far.
    var digest: String {
        hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Refuses a size that is promised before it comes.
    func checkPromise(of total: Int64?) throws(StepFailure) {
        guard let total, total > limit.bytes else { return }
        throw tooLarge
    }

    func append(_ bytes: [UInt8]) throws(StepFailure) {
        guard Int64(bytes.count) <= limit.bytes - size else { throw tooLarge }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                return write(descriptor, rest.baseAddress, rest.count)
            }
            guard count > 0 || errno == EINTR else { throw DownloadFailure.storage("written", errno: errno) }
            written += max(count, 0)
        }
        hash.update(data: bytes)
        size += Int64(bytes.count)
    }

    /// Forgets every byte, for a download that begins again.
    func restart() throws(StepFailure) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw DownloadFailure.storage("emptied", errno: errno)
        }
        hash = SHA256()
        size = 0
    }

    /// Brings the bytes to the disk and gives the file its name.
    /// - Returns: its absolute path.
    func finish() throws(StepFailure) -> String {
        guard fsync(descriptor) == 0 else { throw DownloadFailure.storage("synced", errno: errno) }
        guard rename(path + ".part", path) == 0 else { throw DownloadFailure.storage("renamed", errno: errno) }
        isFinished = true
        return path
    }

    private var tooLarge: StepFailure {
        StepFailure(.downloadTooLarge, "the file is larger than \(limit.shortText)")
    }
}
