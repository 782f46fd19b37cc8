import Foundation

/// Puts another text in a file's place at once: whoever reads it sees the old one or the new one.
struct FileReplacement {
    enum Failure: Error, CustomStringConvertible {
        case isLink
        case hasChanged
        case system(String)

        var description: String {
            switch self {
            case .isLink: "it is a link to another file"
            case .hasChanged: "it has changed meanwhile"
            case .system(let text): text
            }
        }
    }

    let path: String

    /// Keeps the file's permissions and, as far as this user may, its owner.
    func write(_ text: String, inPlaceOf old: String) throws(Failure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .system(Self.reason) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .isLink }
        guard let data = FileManager.default.contents(atPath: path), data == Data(old.utf8) else { throw .hasChanged }
        let draft = path + ".millrace-\(ProcessInfo.processInfo.processIdentifier)"
        do throws(Failure) {
            try write(Array(text.utf8), to: draft, like: status)
            guard rename(draft, path) == 0 else { throw Failure.system(Self.reason) }
        } catch {
            unlink(draft)
            throw error
        }
    }

    private func write(_ bytes: [UInt8], to draft: String, like status: stat) throws(Failure) {
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system(Self.reason) }
        defer { close(file) }
        // Only the superuser may give files away; everybody else's are their own already.
        _ = fchown(file, status.st_uid, status.st_gid)
        guard fchmod(file, status.st_mode & 0o7777) == 0 else { throw .system(Self.reason) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .system(Self.reason) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw .system(Self.reason) }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
