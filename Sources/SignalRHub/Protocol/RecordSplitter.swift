/// Cuts what a client sends into messages: each ends with 0x1E, wherever frames and posts end.
struct RecordSplitter: Sendable {
    static let separator: UInt8 = 0x1E

    let limit: Int
    private var rest: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: the messages that these bytes end, or `nil` when one is longer than the limit.
    mutating func feed(_ bytes: some Collection<UInt8>) -> [[UInt8]]? {
        var records: [[UInt8]] = []
        var bytes = bytes[...]
        while let end = bytes.firstIndex(of: Self.separator) {
            let record = rest + bytes[..<end]
            guard record.count <= limit else { return nil }
            records.append(record)
            rest = []
            bytes = bytes[bytes.index(after: end)...]
        }
        rest += bytes
        return rest.count <= limit ? records : nil
    }
}
