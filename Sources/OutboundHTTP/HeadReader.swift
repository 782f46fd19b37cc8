/// Gathers the header lines of a response; of several in a row (1xx, redirects), the last one's.
struct HeadReader {
    static let maxBytes = 64 * 1024
    /// More than libcurl follows redirects; interim 1xx heads have no end of their own.
    static let maxHeads = 128

    enum Step { case more, complete, tooLarge }

    /// Once the reader has the head, what follows are trailers, which nobody reads.
    var isDelivered = false
    private(set) var headers = HTTPHeaders()
    private var bytes = 0
    private var heads = 0

    mutating func read(_ line: UnsafeRawBufferPointer) -> Step {
        guard !isDelivered else { return .more }
        if line.starts(with: "HTTP/".utf8) {
            headers = HTTPHeaders()
            bytes = 0
            heads += 1
        }
        bytes += line.count
        guard bytes <= Self.maxBytes, heads <= Self.maxHeads else { return .tooLarge }
        let content = line.prefix { $0 != 0x0d && $0 != 0x0a }
        guard !content.isEmpty else { return .complete }
        add(content)
        return .more
    }

    private mutating func add(_ line: Slice<UnsafeRawBufferPointer>) {
        if line.first == 0x20 || line.first == 0x09 {
            headers.continueLast(with: Self.text(line))
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex {
            headers.add(Self.text(line[..<colon]), Self.text(line[line.index(after: colon)...]))
        }
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let end = bytes.lastIndex { !isBlank($0) }.map { bytes.index(after: $0) } ?? bytes.startIndex
        return String(decoding: bytes[..<end].drop(while: isBlank), as: UTF8.self)
    }
}
