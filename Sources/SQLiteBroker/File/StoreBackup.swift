import Broker
import Foundation
import GRDBSQLite

/// A copy of a store as it stands at one moment; the store's own process may go on writing.
struct StoreBackup {
    let store: String
    let target: String

    /// Whatever is at the target's path is whole: the copy is made aside, synced, and put in place when complete.
    func write() throws(BrokerError) {
        try refuseToReplace()
        removeLeftovers()
        let unfinished = "\(target).\(UInt64.random(in: .min ... .max))\(Self.suffix)"
        // Made here so that nobody else can read it, not for a moment; its lock is ours until the copy is in place.
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot make \(unfinished)") }
        defer { close(descriptor) }
        do throws(BrokerError) {
            try lock(descriptor)
            try copy(to: unfinished)
            try sync(unfinished)
            CrashPoint.backupWritten.reached()
            try refuseToReplace()
            guard rename(unfinished, target) == 0 else { throw .system("cannot put the copy at \(target)") }
        } catch {
            unlink(unfinished)
            throw error
        }
        try StoreFile.syncFolder(of: target)
    }

    private static let suffix = ".unfinished"

    /// What processes left that died in the middle. A copy at work holds the lock of its file.
    private func removeLeftovers() {
        let url = URL(fileURLWithPath: target)
        let (folder, prefix) = (url.deletingLastPathComponent().path, url.lastPathComponent + ".")
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(prefix) && name.hasSuffix(Self.suffix)
            && UInt64(name.dropFirst(prefix.count).dropLast(Self.suffix.count)) != nil
        {
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }

    /// Fails if somebody took the file for a leftover before it was locked.
    private func lock(_ descriptor: Int32) throws(BrokerError) {
        var status = stat()
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink == 1 else {
            throw BrokerError(.storage, "another copy of the store is made at \(target)")
        }
    }

    /// A log beside the target would be taken for the copy's own.
    private func refuseToReplace() throws(BrokerError) {
        for path in [target, target + "-wal", target + "-journal"] {
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            throw BrokerError(.storage, "\(path) exists; a copy of the store never replaces a file")
        }
    }

    /// One reading transaction on a connection of its own: it waits for no writer and no writer for it.
    private func copy(to unfinished: String) throws(BrokerError) {
        try StoreFile.withConnection(to: store, flags: SQLITE_OPEN_READONLY) { connection throws(BrokerError) in
            try connection.execute("PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 0")
            try connection.run(Query("VACUUM INTO ?"), [.text(unfinished)])
        }
    }

    private func sync(_ path: String) throws(BrokerError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("cannot sync \(path)") }
    }
}
