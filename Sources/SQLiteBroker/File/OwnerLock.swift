import Broker
import Foundation
import Synchronization

/// The lock that keeps a second process, and a second opening in this one, away from a store. It is on a file of its
/// own beside the store; the kernel drops it when the process ends, however it ends.
final class OwnerLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// - Throws: `store_owned` with the owner's process id.
    init(storeAt path: String) throws(BrokerError) {
        let lockPath = Self.path(for: path)
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot open \(lockPath)") }
        guard Self.take(descriptor) else {
            let owner = Self.read(descriptor)
            close(descriptor)
            let name = owner.map { "process \($0.pid)" } ?? "another process"
            throw BrokerError(.owned, "\(name) has \(path) open")
        }
        self.descriptor = Mutex(descriptor)
        do throws(BrokerError) {
            try write(address: nil)
        } catch {
            release()
            throw error
        }
    }

    deinit {
        release()
    }

    func write(address: String?) throws(BrokerError) {
        let owner = StoreOwner(pid: getpid(), address: address)
        try descriptor.withLock { descriptor throws(BrokerError) in
            guard let descriptor else { throw .closed }
            let bytes = Array(owner.text.utf8)
            guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
                throw .system("cannot write the owner of the store")
            }
        }
    }

    /// The file stays: whoever unlinks a lock file lets two processes lock two files of one name.
    func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            _ = ftruncate(open, 0)
            close(open)
            descriptor = nil
        }
    }

    /// Who holds the lock of that store now.
    static func owner(ofStoreAt path: String) -> StoreOwner? {
        let descriptor = open(Self.path(for: path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return read(descriptor)
    }

    /// Somebody who asks for the owner holds a shared lock for a moment; that must not look like an owner.
    private static func take(_ descriptor: Int32) -> Bool {
        for _ in 0..<5 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    private static func read(_ descriptor: Int32) -> StoreOwner? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? StoreOwner(text: String(decoding: bytes.prefix(count), as: UTF8.self)) : nil
    }

    private static func path(for store: String) -> String { StoreFile.realPath(store) + ".owner" }
}

extension BrokerError {
    /// The error a system call has just had.
    static func system(_ message: String) -> BrokerError {
        let code = errno
        let reason = String(cString: strerror(code))
        return BrokerError(code == ENOSPC || code == EROFS ? .full : .storage, "\(message): \(reason)")
    }
}
