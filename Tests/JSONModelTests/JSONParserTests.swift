import JSONModel
import Testing

@Suite("JSON text")
struct JSONParserTests {
    @Test(
        "a value survives being written and read",
        arguments: [
            JSONValue.null, true, 0, -1, 9_223_372_036_854_775_807, 1.5, "", "\"\\\n\u{01}é😀", [], [1, [2]],
            ["a": ["b": nil]],
        ])
    func roundTrip(value: JSONValue) throws {
        #expect(try JSONValue(parsing: value.text()) == value)
        #expect(try JSONValue(parsing: value.text(pretty: true)) == value)
    }

    @Test(
        "each mistake has its code and place",
        arguments: [
            ("", JSONParseError.Code.empty, 0), ("  \n", .empty, 3), ("{\"a\":1} x", .syntax, 8), ("[1,]", .syntax, 3),
            ("{\"a\":1,\"a\":2}", .duplicateKey, 7), ("1e999999", .numberOutOfRange, 0),
            ("\"\\ud800\"", .invalidText, 1),
            ("\"\u{01}\"", .invalidText, 1), ("01", .syntax, 1), ("\"open", .syntax, 0), ("nul", .syntax, 0),
            ("-", .syntax, 1),
        ])
    func mistakes(text: String, code: JSONParseError.Code, offset: Int) throws {
        let error = try #require(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error.code == code)
        #expect(error.offset == offset)
    }

    @Test("100,000 open brackets are refused, not a crash")
    func depth() throws {
        let error = try #require(throws: JSONParseError.self) {
            try JSONValue(parsing: String(repeating: "[", count: 100_000))
        }
        #expect(error.code == .tooDeep)
    }

    @Test("bytes that are not UTF-8 are refused")
    func invalidBytes() throws {
        let error = try #require(throws: JSONParseError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22] as [UInt8]) }
        #expect(error.code == .invalidText)
    }

    @Test("integers keep 64 bits, larger ones become doubles")
    func numbers() throws {
        #expect(try JSONValue(parsing: "9223372036854775807") == .int(.max))
        #expect(try JSONValue(parsing: "18446744073709551616") == .double(18_446_744_073_709_551_616))
        #expect(try JSONValue(parsing: "1.0") == .double(1))
    }
}
