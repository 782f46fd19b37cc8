/// Where a statement takes values: `$1`, `$2`. What stands in quotes or comments is left alone.
struct SQLMarks {
    struct Mark {
        let number: Int
        /// UTF-8 offsets.
        let range: Range<Int>
    }

    private(set) var numbered: [Mark] = []
    /// Whether it has marks of another kind, such as `?`.
    private(set) var hasOthers = false

    init(_ statement: String) {
        let bytes = Array(statement.utf8)
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                index = Self.end(of: bytes, from: index + 1) { $0 == bytes[index] }
            case UInt8(ascii: "-") where bytes[index...].starts(with: "--".utf8):
                index = Self.end(of: bytes, from: index) { $0 == UInt8(ascii: "\n") }
            case UInt8(ascii: "$"):
                let digits = bytes[(index + 1)...].prefix { (0x30...0x39).contains($0) }
                if let number = Int(String(decoding: digits, as: UTF8.self)) {
                    numbered.append(Mark(number: number, range: index..<digits.endIndex))
                }
                index = max(index + 1, digits.endIndex)
            case UInt8(ascii: "?"):
                hasOthers = true
                index += 1
            default: index += 1
            }
        }
    }

    /// Behind the next byte that ends something.
    private static func end(of bytes: [UInt8], from start: Int, where isEnd: (UInt8) -> Bool) -> Int {
        (bytes[min(start, bytes.count)...].firstIndex(where: isEnd) ?? bytes.count - 1) + 1
    }
}
