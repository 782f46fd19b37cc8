import Expressions
import Testing

@Suite("Constants")
struct ConstantTests {
    @Test(
        "an expression that always gives the same value is found",
        arguments: [
            ("1 + 1", "2"), ("'a' == 'b'", "false"), ("false && input.x", "false"), ("input.x || true", "true"),
            ("!(input.x && false)", "true"), ("true ? 'a' : input.x", "\"a\""), ("[1, 2].map(x, x * 2)", "[2, 4]"),
            ("false ? input.x : input.y || true", "true"), ("(input.x && 1 == 2) || 'a' > 'b'", nil), ("input.x", nil),
            ("input.x == input.x", nil), ("input.x && true", nil), ("1 / 0", nil), ("[input].size()", nil),
            ("'x'.startsWith('x')", "true"), ("[1].map(x, input)", nil), ("type(1) == int", "true"),
        ] as [(String, String?)])
    func constants(source: String, value: String?) throws {
        #expect(try Expression(parsing: source).constant?.description == value)
    }

    @Test("one that takes long is not worked out")
    func limits() throws {
        let list = "[" + repeated("1,", 200) + "]"
        #expect(try Expression(parsing: "\(list).all(a, \(list).all(b, a == b))").constant?.description == nil)
    }
}
