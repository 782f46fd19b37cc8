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
        let unfinished = "\(target).\(UInt64.random(in: .min ... .max)).unfinished"
        do throws(BrokerError) {
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
        // Made here so that nobody else can read it, not for a moment.
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot make \(unfinished)") }
        close(descriptor)
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
