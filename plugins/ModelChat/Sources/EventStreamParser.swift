/// Reads `text/event-stream` as it comes, cut anywhere: hands out the data of each event.
struct EventStreamParser: Sendable {
    /// A line beyond this is no line of a chat completion.
    private static let maxEventBytes = 4 << 20

    private var line: [UInt8] = []
    private var data: [UInt8]?
    private var lastWasReturn = false
    private(set) var isOverlong = false

    /// - Returns: the data of the events that these bytes end.
    mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in bytes where !isOverlong {
            let endsReturn = lastWasReturn
            lastWasReturn = byte == 0x0D
            switch byte {
            case 0x0A where endsReturn: continue
            case 0x0A, 0x0D:
                if let event = endLine() { events.append(event) }
            default:
                line.append(byte)
                isOverlong = line.count + (data?.count ?? 0) > Self.maxEventBytes
            }
        }
        return events
    }

    /// The event that the end of the stream ends: servers forget the last blank line.
    mutating func finish() -> [UInt8]? {
        if !line.isEmpty { _ = endLine() }
        return endLine()
    }

    private mutating func endLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else {
            defer { data = nil }
            return data
        }
        guard line.starts(with: "data:".utf8) else { return nil }
        let value = line.dropFirst(line.dropFirst(5).first == 0x20 ? 6 : 5)
        data = data.map { $0 + [0x0A] + value } ?? Array(value)
        return nil
    }
}
