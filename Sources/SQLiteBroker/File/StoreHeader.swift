import Broker
import Foundation

/// The first 100 bytes of an SQLite file, read without SQLite.
struct StoreHeader {
    private let bytes: [UInt8]
    private let fileSize: Int
    /// Whether commits may be in a log beside the file.
    let hasLog: Bool

    init(ofFileAt path: String) throws(BrokerError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open \(path)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("cannot read \(path)") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw BrokerError(.foreign, "\(path) is no file") }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        self.bytes = Array(bytes.prefix(max(count, 0)))
        fileSize = Int(status.st_size)
        var log = stat()
        hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
    }

    func check(_ path: String) throws(BrokerError) {
        guard fileSize > 0 else {
            throw BrokerError(.foreign, "\(path) is empty; restore it, or remove it to start anew")
        }
        guard bytes.count == 100, bytes.starts(with: "SQLite format 3\0".utf8) else {
            throw BrokerError(.foreign, "\(path) is no SQLite database")
        }
        guard applicationID == UInt32(bitPattern: Schema.applicationID) else {
            throw BrokerError(
                .foreign, "\(path) belongs to another program (application id 0x\(String(applicationID, radix: 16)))")
        }
        guard version <= Schema.version else { throw StoreFile.refuse(newer: version, path) }
        // With a log, pages may still have to come from there.
        guard hasLog || fileSize >= pageSize * pageCount else {
            throw BrokerError(
                .foreign, "\(path) is cut short: \(fileSize) of \(pageSize * pageCount) bytes; restore it from a backup"
            )
        }
    }

    private var applicationID: UInt32 { number(at: 68) }
    private var version: Int { Int(number(at: 60)) }
    private var pageCount: Int { Int(number(at: 28)) }

    private var pageSize: Int {
        let size = Int(bytes[16]) << 8 | Int(bytes[17])
        return size == 1 ? 65_536 : size
    }

    private func number(at offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
