import Crypto
import JSONModel

/// UUIDs of version 5 (RFC 9562 §5.5): the same namespace and name give the same UUID, everywhere.
enum NameBasedUUID {
    /// The 16 bytes of a UUID in text, or of a namespace the standard names.
    static func namespace(_ text: String) -> [UInt8]? {
        if let last = ["dns": 0x10, "url": 0x11, "oid": 0x12, "x500": 0x14][text] {
            return bytes("6ba7b8\(String(last, radix: 16))-9dad-11d1-80b4-00c04fd430c8")
        }
        return bytes(text)
    }

    static func text(_ namespace: [UInt8], _ name: String) -> String {
        var bytes = Array(Insecure.SHA1.hash(data: namespace + name.utf8).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
        return groups.map { HexadecimalText.of(bytes[$0]) }.joined(separator: "-")
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = groups.joined().compactMap { Lexer.hexadecimalValue($0).map { UInt8($0) } }
        guard digits.count == 32 else { return nil }
        return stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
