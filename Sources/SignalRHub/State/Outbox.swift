/// Messages that wait for one client.
struct Outbox: Sendable {
    private var messages: [[UInt8]] = []
    private(set) var byteCount = 0

    var isEmpty: Bool { messages.isEmpty }

    /// - Returns: whether there was room for it.
    mutating func append(_ message: [UInt8], limit: Int) -> Bool {
        guard byteCount + message.count <= limit else { return false }
        messages.append(message)
        byteCount += message.count
        return true
    }

    /// Whole messages, as many as fit into about 64 KB, one at least.
    mutating func take(atMost most: Int = .max) -> [UInt8] {
        var bytes: [UInt8] = []
        var count = 0
        for message in messages {
            guard count < most, count == 0 || bytes.count + message.count <= 64 << 10 else { break }
            bytes += message
            count += 1
        }
        messages.removeFirst(count)
        byteCount -= bytes.count
        return bytes
    }

    mutating func removeAll() {
        messages = []
        byteCount = 0
    }
}
