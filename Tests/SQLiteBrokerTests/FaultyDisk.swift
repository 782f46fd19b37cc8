import GRDBSQLite
import Synchronization

/// A file system that fails on demand: SQLite's own, with `xWrite` and `xSync` in front of those of files below an armed
/// folder. It becomes SQLite's default, because nobody who opens a store names a file system.
///
/// Syncs of armed files are only pretended: what is tested is what comes after one that fails, and thousands of true
/// ones would take minutes. Writes without a sync between them are one place to fail.
enum FaultyDisk {
    private struct Plan {
        var folder = ""
        var remaining = Int.max
        var staysBroken = false
        var hits = 0
        var isWriting = false

        /// Whether this write or sync has to fail.
        mutating func next(isSync: Bool) -> Bool {
            guard remaining != .max else { return false }
            if isSync || !isWriting { remaining -= 1 }
            let fails = remaining == 0 && (isSync || !isWriting) || remaining <= 0 && staysBroken
            isWriting = !isSync
            if fails { hits += 1 }
            return fails
        }
    }

    // C calls back without a context.
    private static let plan = Mutex(Plan())
    private static let isInstalled = install()

    /// The n-th place below that folder fails, and those after it if the disk stays broken.
    static func arm(_ folder: String, failing number: Int, staysBroken: Bool) {
        precondition(isInstalled)
        plan.withLock { $0 = Plan(folder: folder, remaining: number, staysBroken: staysBroken) }
    }

    /// - Returns: how many writes and syncs failed since it was armed.
    static func repair() -> Int {
        plan.withLock { plan in
            defer { plan.remaining = .max }
            return plan.hits
        }
    }

    private static func install() -> Bool {
        guard let original = sqlite3_vfs_find(nil) else { return false }
        let faulty = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        faulty.initialize(to: original.pointee)
        faulty.pointee.pAppData = UnsafeMutableRawPointer(original)
        faulty.pointee.xOpen = { faulty, name, file, flags, answer in
            guard let original = faulty?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self), let file else {
                return SQLITE_MISUSE
            }
            let code = original.pointee.xOpen(original, name, file, flags, answer)
            let isArmed = FaultyDisk.plan.withLock { plan in
                !plan.folder.isEmpty && name.map { String(cString: $0).hasPrefix(plan.folder) } ?? false
            }
            if code == SQLITE_OK, isArmed { FaultyDisk.wrap(file) }
            return code
        }
        return sqlite3_vfs_register(faulty, 1) == SQLITE_OK
    }

    /// The table of functions a file gets has the original one behind it, for the calls that go through.
    private static func wrap(_ file: UnsafeMutablePointer<sqlite3_file>) {
        guard let original = file.pointee.pMethods else { return }
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 2)
        methods.initialize(repeating: original.pointee, count: 2)
        methods[0].xWrite = { file, bytes, count, offset in
            FaultyDisk.plan.withLock { $0.next(isSync: false) }
                ? SQLITE_IOERR | 3 << 8 : file?.pointee.pMethods[1].xWrite(file, bytes, count, offset) ?? SQLITE_MISUSE
        }
        methods[0].xSync = { _, _ in
            FaultyDisk.plan.withLock { $0.next(isSync: true) } ? SQLITE_IOERR | 4 << 8 : SQLITE_OK
        }
        file.pointee.pMethods = UnsafePointer(methods)
    }
}
