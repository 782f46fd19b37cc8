import Foundation

/// Where the stores of a measurement lie: a folder of its own inside the one that was asked for, so that nothing else
/// can be removed with it.
struct BenchFolder: Sendable {
    private let parent: String
    private let path: String

    init(in parent: String) {
        self.parent = parent
        path = parent + "/store-\(ProcessInfo.processInfo.processIdentifier)"
    }

    func makeEmpty() throws -> String {
        remove()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// The parent goes too if that leaves it empty.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        rmdir(parent)
    }

    /// The bytes of the store with its log.
    var storeSize: Int {
        ["/bench.db", "/bench.db-wal"].reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + name)
            return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }
}
