extension FunctionLibrary {
    mutating func addFormats() {
        add("format", .method) { (meter, format: String, values: CELList) throws(Fault) -> String in
            try TextFormat.fill(format, values, &meter)
        }
        add("strings.quote", .function) { (meter, text: String) throws(Fault) -> String in
            try meter.produce(text.utf8.count * 2 + 2)
            return Self.quoted(text)
        }
    }

    /// As a literal that an expression could hold.
    private static func quoted(_ text: String) -> String {
        var quoted = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if let letter = escapes[byte] {
                quoted += [UInt8(ascii: "\\"), letter]
            } else {
                quoted.append(byte)
            }
        }
        return String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [
        7: UInt8(ascii: "a"), 8: UInt8(ascii: "b"), 12: UInt8(ascii: "f"), 10: UInt8(ascii: "n"),
        13: UInt8(ascii: "r"), 9: UInt8(ascii: "t"), 11: UInt8(ascii: "v"), 0x5C: 0x5C, 0x22: 0x22,
    ]
}
