/// Bytes as people and digests write them.
package enum HexadecimalText {
    /// Two digits for each byte.
    package static func of(_ bytes: some Collection<UInt8>, isUpper: Bool = false) -> String {
        let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
