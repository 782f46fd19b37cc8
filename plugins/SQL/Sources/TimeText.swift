/// Times as databases write them: `2026-11-21 21:30:00.5+00`.
enum TimeText {
    /// `2026-11-21T21:30:00.5Z`; any other text stays as it is.
    /// - Parameter zone: for a time that says none.
    static func rfc3339(_ text: String, zone: String) -> String {
        let bytes = Array(text.utf8)
        let shape = Array("0000-00-00 00:00:00".utf8)
        guard bytes.count >= shape.count else { return text }
        let fits = zip(bytes, shape).allSatisfy { byte, form in
            form == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == form
        }
        guard fits else { return text }
        let date = text.prefix(10)
        let rest = text.dropFirst(11)
        let time = rest.prefix { $0.isNumber || $0 == ":" || $0 == "." }
        switch rest.dropFirst(time.count) {
        case "": return "\(date)T\(time)\(zone)"
        case "+00", "+00:00", "Z": return "\(date)T\(time)Z"
        default: return text
        }
    }
}
