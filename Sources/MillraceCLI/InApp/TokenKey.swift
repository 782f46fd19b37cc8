import Foundation

/// What signs the access tokens of browsers and apps: `MILLRACE_TOKEN_KEY`, or a random key kept beside the store.
struct TokenKey: Sendable {
    static let variable = "MILLRACE_TOKEN_KEY"
    /// As many as the hash has; a shorter key would be the weaker part.
    private static let minimumBytes = 32

    let bytes: [UInt8]

    /// - Parameter folder: the store's; the key's file is made in it when there is neither a variable nor a file.
    /// - Throws: ``CommandFailure`` for a key that is too short, or a file that others may read or we may not.
    init(_ settings: Settings, folder: String) throws {
        if let text = settings.variables[Self.variable], !text.isEmpty {
            bytes = try Self.check(Array(text.utf8), of: Self.variable)
        } else {
            let path = folder + "/token.key"
            try Self.makeFile(path)
            bytes = try Self.check(try Self.read(path), of: path)
        }
    }

    private static func check(_ bytes: [UInt8], of place: String) throws -> [UInt8] {
        guard bytes.count >= minimumBytes else {
            throw CommandFailure(
                .configuration, "token_key_short: the key of \(place) needs \(minimumBytes) bytes at least")
        }
        return bytes
    }

    /// Whole from the start: written beside its place, then linked there unless somebody was faster.
    private static func makeFile(_ path: String) throws {
        guard access(path, F_OK) != 0 else { return }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let draft = "\(path).\(getpid())"
        let digits = (0..<4).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(writing: folder, failed: error)
        }
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unwritable(path) }
        defer { unlink(draft) }
        let text = Array(digits.joined().utf8)
        let isWritten = write(file, text, text.count) == text.count && fsync(file) == 0
        close(file)
        guard isWritten, link(draft, path) == 0 || errno == EEXIST else { throw unwritable(path) }
    }

    private static func unwritable(_ path: String) -> CommandFailure {
        CommandFailure(.unableToWork, "not_written: \(path) cannot be written: \(String(cString: strerror(errno)))")
    }

    private static func read(_ path: String) throws -> [UInt8] {
        var facts = stat()
        guard stat(path, &facts) == 0, let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.configuration, "token_key_unreadable: \(path) cannot be read")
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw CommandFailure(
                .configuration, "token_key_open: others may read \(path); chmod 600 it, or delete it for a new one")
        }
        return data.filter { !Character(Unicode.Scalar($0)).isWhitespace }
    }
}
