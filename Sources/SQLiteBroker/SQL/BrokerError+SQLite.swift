import Broker
import GRDB
import GRDBSQLite

extension BrokerError {
    /// The error a connection has just had.
    init(sqlite connection: OpaquePointer?) {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "out of memory"
        self.init(sqliteCode: sqlite3_extended_errcode(connection), message: message)
    }

    init(sqliteCode code: Int32, message: String) {
        self.init(Self.code(of: code), "\(message) (SQLite \(code))")
    }

    init(_ error: any Error) {
        switch error {
        case let error as BrokerError: self = error
        case let error as DatabaseError where error.resultCode == .SQLITE_MISUSE: self = .closed
        case let error as DatabaseError:
            self.init(sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "unknown error")
        default: self.init(.storage, "\(error)")
        }
    }

    private static func code(of extended: Int32) -> Code {
        let refusedWrites = [
            SQLITE_IOERR | 3 << 8, SQLITE_IOERR | 4 << 8, SQLITE_IOERR | 5 << 8, SQLITE_IOERR | 6 << 8,
            SQLITE_IOERR | 19 << 8,
        ]
        switch extended & 0xFF {
        case SQLITE_FULL, SQLITE_READONLY: return .full
        // Write, fsync, directory fsync, truncate, shared memory's size.
        case SQLITE_IOERR where refusedWrites.contains(extended): return .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .foreign
        default: return .storage
        }
    }
}
