/// A size in bytes, written `500MB` in YAML.
///
/// Units: `B`, `KB`, `MB`, `GB`, `TB` count in thousands, `KiB`, `MiB`, `GiB`, `TiB` in 1,024s.
/// A whole number without a unit is bytes.
public struct ByteCount: Sendable, Hashable, Comparable {
    /// Never negative.
    public let bytes: Int64

    public init(bytes: Int64) {
        precondition(bytes >= 0, "a size is never negative")
        self.bytes = bytes
    }

    public static func kilobytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count * 1000) }
    public static func megabytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count * 1_000_000) }

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    private static let units: [(name: String, bytes: Int64)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000), ("B", 1),
    ]

    /// Reads `500MB`, `64KiB`, `12`; `nil` for anything else or for more than 64 bits hold.
    public init?(parsing text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text[digits.endIndex...]
        guard let count = Int64(digits) else { return nil }
        guard let unit = name.isEmpty ? 1 : Self.units.first(where: { $0.name == name })?.bytes else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        bytes = product
    }

    /// The shortest text that ``init(parsing:)`` reads back to this size.
    public var shortText: String {
        let exact = Self.units.filter { bytes >= $0.bytes && bytes % $0.bytes == 0 }.max { $0.bytes < $1.bytes }
        return exact.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)B"
    }
}

extension ByteCount: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let bytes = try? container.decode(Int64.self), bytes >= 0 {
            self.init(bytes: bytes)
            return
        }
        let text = try container.decode(String.self)
        guard let size = ByteCount(parsing: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "`\(text)` is not a size such as 500MB")
        }
        self = size
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(shortText)
    }
}
