/// Cuts a stream of bytes into lines.
struct LineSplitter {
    let maxLength: Int
    private var pending: [UInt8] = []

    struct LineTooLong: Error {}

    init(maxLength: Int) {
        self.maxLength = maxLength
    }

    /// The lines that `bytes` complete.
    mutating func append(_ bytes: [UInt8]) throws(LineTooLong) -> [String] {
        var lines: [String] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            try extend(by: rest[..<end])
            lines.append(takeLine())
            rest = rest[(end + 1)...]
        }
        try extend(by: rest)
        return lines
    }

    /// The last line, when the stream does not end with a line's end.
    mutating func finish() -> String? {
        pending.isEmpty ? nil : takeLine()
    }

    private mutating func extend(by bytes: ArraySlice<UInt8>) throws(LineTooLong) {
        guard bytes.count <= maxLength - pending.count else { throw LineTooLong() }
        pending += bytes
    }

    private mutating func takeLine() -> String {
        defer { pending.removeAll(keepingCapacity: true) }
        return String(decoding: pending.last == UInt8(ascii: "\r") ? pending.dropLast() : pending[...], as: UTF8.self)
    }
}
