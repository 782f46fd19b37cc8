import Broker
import Foundation
import GRDBSQLite

/// Makes sure, before anything is written, that a path holds a store of ours or nothing at all.
enum StoreFile {
    /// The path without symbolic links, so that one store has one lock whatever it is called.
    static func realPath(_ path: String) -> String {
        let url = URL(fileURLWithPath: path)
        return url.resolvingSymlinksInPath().path
    }

    static func makeFolder(of path: String) throws(BrokerError) {
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw BrokerError(.storage, "cannot make the folder of \(path): \(error)")
        }
    }

    /// A new store is built aside and put in place when complete: whatever is at the path is whole.
    static func create(at path: String, now: Timestamp) throws(BrokerError) {
        for orphan in [path + "-wal", path + "-journal"] where FileManager.default.fileExists(atPath: orphan) {
            throw BrokerError(.foreign, "\(orphan) exists but \(path) does not; put the store back or move it away")
        }
        let unfinished = path + ".creating"
        unlink(unfinished)
        unlink(unfinished + "-journal")
        try withConnection(to: unfinished, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
            connection throws(BrokerError) in
            guard chmod(unfinished, 0o600) == 0 else { throw .system("cannot protect \(unfinished)") }
            try connection.execute("PRAGMA synchronous = FULL")
            try Schema.migrate(connection, from: 0, at: now)
        }
        guard rename(unfinished, path) == 0 else { throw .system("cannot create \(path)") }
        try syncFolder(of: path)
    }

    /// Looks at a file without changing it.
    /// - Returns: the version of its tables.
    /// - Throws: `store_foreign` or `store_newer`.
    static func inspect(_ path: String) throws(BrokerError) -> Int {
        let header = try StoreHeader(ofFileAt: path)
        try header.check(path)
        // Without a log nothing but the file counts, and SQLite need not even put its side files there.
        let name = header.hasLog ? path : uri(path) + "?immutable=1"
        return try withConnection(to: name, flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI) {
            connection throws(BrokerError) in
            do throws(BrokerError) {
                return try inspect(connection, path)
            } catch  where error.code == .storage {
                throw BrokerError(.foreign, "\(path) cannot be read as a store: \(error.message)")
            }
        }
    }

    private static func uri(_ path: String) -> String {
        "file:" + (path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path)
    }

    static func refuse(newer version: Int, _ path: String) -> BrokerError {
        BrokerError(
            .newer, "\(path) has tables of version \(version), this program knows up to version \(Schema.version)")
    }

    private static func inspect(_ connection: SQLConnection, _ path: String) throws(BrokerError) -> Int {
        try connection.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
        let version = try connection.value("PRAGMA user_version").flatMap { Int($0) } ?? 0
        guard version <= Schema.version else { throw refuse(newer: version, path) }
        let objects = try connection.rows(Query("SELECT type, name, sql FROM sqlite_schema")) { row in
            (type: row.text(0), name: row.text(1), sql: row.maybeText(2) ?? "")
        }
        let views = Schema.views(ofVersion: version)
        let stranger = objects.first { $0.type == "trigger" || $0.type == "view" && !views.contains($0.sql) }
        if let stranger {
            throw BrokerError(.foreign, "\(path) holds a \(stranger.type) '\(stranger.name)', which no store has")
        }
        let missing = Schema.tables(ofVersion: version).subtracting(objects.map(\.name))
        guard version > 0, missing.isEmpty else {
            throw BrokerError(
                .foreign, "\(path) lacks the tables of a store: \(missing.sorted().joined(separator: ", "))")
        }
        try quickCheck(connection, path)
        return version
    }

    /// Reads every page, so only where that takes no noticeable time.
    private static func quickCheck(_ connection: SQLConnection, _ path: String) throws(BrokerError) {
        let pages = try connection.value("PRAGMA page_count").flatMap { Int($0) } ?? 0
        guard pages <= 8192, let answer = try connection.value("PRAGMA quick_check(1)"), answer != "ok" else { return }
        throw BrokerError(.foreign, "\(path) is damaged: \(answer)")
    }

    static func withConnection<Value>(
        to path: String, flags: Int32, _ body: (SQLConnection) throws(BrokerError) -> Value
    ) throws(BrokerError) -> Value {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        guard sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK, let handle else {
            throw BrokerError(sqlite: handle)
        }
        sqlite3_extended_result_codes(handle, 1)
        return try body(SQLConnection(handle))
    }

    static func syncFolder(of path: String) throws(BrokerError) {
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw .system("cannot open the folder of \(path)") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .system("cannot sync the folder of \(path)") }
    }
}
