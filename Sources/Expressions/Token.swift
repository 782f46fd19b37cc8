struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case name(String)
        /// A field name in back quotes, for keys that are no identifiers.
        case quotedName(String)
        /// The digits alone: a sign is an operator until the parser joins both.
        case integer(UInt64)
        case unsigned(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case symbol(String)
        case end
    }

    let kind: Kind
    let range: Range<Int>

    /// What to call it in an error message.
    var spoken: String {
        switch kind {
        case .name(let name), .quotedName(let name): "`\(name)`"
        case .integer, .unsigned, .double: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .symbol(let symbol): "`\(symbol)`"
        case .end: "the end"
        }
    }
}
