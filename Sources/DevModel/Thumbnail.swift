/// An image made small: 64 by 36 pixels, three bytes (red, green, blue) each, row by row.
struct Thumbnail: Sendable, Hashable {
    static let width = 64
    static let height = 36
    static let byteCount = width * height * 3

    let bytes: [UInt8]

    /// `nil` if the size is wrong.
    init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }
}
