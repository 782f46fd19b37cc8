import GRDBSQLite
import Synchronization

/// A file system that fails on demand: SQLite's own, with `xWrite`, `xSync` and `xTruncate` in front of those of files
/// below an armed folder. It becomes SQLite's default, because nobody who opens a store names a file system.
///
/// Syncs of armed files are only pretended: what is tested is what comes after one that fails, and thousands of true
/// ones would take minutes.
enum FaultyDisk {
    private struct Plan {
        var remaining: Int
        let staysBroken: Bool
        var hits: [String] = []

        /// Whether this call has to fail.
        mutating func fails(_ call: String) -> Bool {
            remaining -= 1
            guard remaining == 0 || remaining < 0 && staysBroken else { return false }
            hits.append(call)
            return true
        }
    }

    private struct State {
        var plans: [String: Plan] = [:]
        /// The armed folder and the name of each file that is open there, by its address.
        var files: [UInt: (folder: String, name: String)] = [:]
        /// The address of the table of our functions for each table of the system's.
        var tables: [UInt: UInt] = [:]

        mutating func fails(_ call: String, _ file: UInt) -> Bool {
            guard let place = files[file] else { return false }
            return plans[place.folder]?.fails("\(call) \(place.name)") ?? false
        }
    }

    // C calls back without a context.
    private static let state = Mutex(State())
    private static let isInstalled = install()

    /// The n-th call for a file in that folder fails, and those after it if the disk stays broken.
    static func arm(_ folder: String, failing number: Int, staysBroken: Bool) {
        precondition(isInstalled)
        state.withLock { $0.plans[folder] = Plan(remaining: number, staysBroken: staysBroken) }
    }

    /// From now on nothing fails there.
    /// - Returns: the calls that failed since it was armed, such as `xWrite millrace.db-wal`.
    static func repair(_ folder: String) -> [String] {
        state.withLock { $0.plans.updateValue(Plan(remaining: .max, staysBroken: false), forKey: folder)?.hits ?? [] }
    }

    /// Files opened there from now on are the system's.
    static func disarm(_ folder: String) {
        state.withLock { $0.plans[folder] = nil }
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
            if code == SQLITE_OK, let name { FaultyDisk.wrap(file, String(cString: name)) }
            return code
        }
        return sqlite3_vfs_register(faulty, 1) == SQLITE_OK
    }

    private static func wrap(_ file: UnsafeMutablePointer<sqlite3_file>, _ path: String) {
        guard let original = file.pointee.pMethods, let slash = path.lastIndex(of: "/") else { return }
        let (folder, name) = (String(path[..<slash]), String(path[path.index(after: slash)...]))
        let (key, address) = (UInt(bitPattern: original), UInt(bitPattern: file))
        let table: UInt? = state.withLock { state in
            guard state.plans[folder] != nil else { return nil }
            let table = state.tables[key] ?? makeTable(before: key)
            state.tables[key] = table
            state.files[address] = (folder, name)
            return table
        }
        if let table { file.pointee.pMethods = UnsafePointer(bitPattern: table) }
    }

    private static func fails(_ call: String, _ file: UnsafeMutablePointer<sqlite3_file>?) -> Bool {
        let address = UInt(bitPattern: file)
        return state.withLock { $0.fails(call, address) }
    }

    /// Behind our table lies the original one, for the calls that go through.
    private static func makeTable(before original: UInt) -> UInt? {
        guard let original = UnsafePointer<sqlite3_io_methods>(bitPattern: original) else { return nil }
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 2)
        methods.initialize(repeating: original.pointee, count: 2)
        methods[0].xWrite = { file, bytes, count, offset in
            if FaultyDisk.fails("xWrite", file) { return SQLITE_IOERR | 3 << 8 }
            return file?.pointee.pMethods[1].xWrite(file, bytes, count, offset) ?? SQLITE_MISUSE
        }
        methods[0].xSync = { file, _ in FaultyDisk.fails("xSync", file) ? SQLITE_IOERR | 4 << 8 : SQLITE_OK }
        methods[0].xTruncate = { file, size in
            if FaultyDisk.fails("xTruncate", file) { return SQLITE_IOERR | 6 << 8 }
            return file?.pointee.pMethods[1].xTruncate(file, size) ?? SQLITE_MISUSE
        }
        return UInt(bitPattern: methods)
    }
}
