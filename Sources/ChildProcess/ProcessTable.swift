import Foundation

/// A look at the running processes through `/proc`. Empty where there is none.
enum ProcessTable {
    struct Entry: Sendable, Hashable {
        let id: Int32
        let group: Int32
        /// It no longer runs; only its parent has not asked for its status yet.
        let isZombie: Bool
    }

    static func entries() -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name in
            Int32(name).flatMap { id in entry(id: id, status: contents(ofFile: "/proc/\(id)/stat")) }
        }
    }

    /// The environment the process was started with; empty when it may not be read.
    static func environment(of id: Int32) -> [UInt8] {
        contents(ofFile: "/proc/\(id)/environ")
    }

    /// Reads `pid (name) state parent group …`. The name may hold blanks and parentheses.
    static func entry(id: Int32, status: [UInt8]) -> Entry? {
        guard let end = status.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = status[(end + 1)...].split(separator: UInt8(ascii: " "), maxSplits: 3)
        guard fields.count > 2, let group = Int32(String(decoding: fields[2], as: UTF8.self)) else { return nil }
        return Entry(id: id, group: group, isZombie: "ZX".utf8.contains(fields[0][fields[0].startIndex]))
    }

    /// Files below `/proc` have no size beforehand: read until nothing comes, at most 2 MiB.
    private static func contents(ofFile path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count < 2 << 20 {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
