import Expressions
import JSONModel
import Testing

@Suite("Grammar")
struct ParsingTests {
    @Test(
        "a literal has the type it is written with",
        arguments: [
            ("1", "1"), ("-9223372036854775808", "-9223372036854775808"), ("0xFF", "255"), ("-0x10", "-16"),
            ("18446744073709551615u", "18446744073709551615u"), ("0x1FU", "31u"),
            ("1.5", "1.5"), (".5", "0.5"), ("1e3", "1000.0"), ("-2.5E-1", "-0.25"),
            ("true", "true"), ("null", "null"), ("[]", "[]"), ("{}", "{}"), ("[1, 2,]", "[1, 2]"),
            (#"{"b": 1, "a": [2u], 3: 'x', true: null,}"#, #"{true: null, 3: "x", "a": [2u], "b": 1}"#),
        ])
    func literals(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "strings and bytes take every quote, prefix and escape",
        arguments: [
            (#"'a"b'"#, #""a\"b""#), (#"r'\n'"#, #""\\n""#), (#"R"\"#, nil), ("'''a'b\n''c'''", #""a'b\n''c""#),
            (#""\a\b\f\n\r\t\v\\\?\"\'\`""#, #""\x07\x08\x0c\n\x0d\x09\x0b\\?\"'`""#),
            (#"'\x41\u00e9\U0001F600\101'"#, #""Aé😀A""#), (#"b'é\xff\377'"#, #"b"Ã©ÿÿ""#), (#"br'\x'"#, #"b"\\x""#),
            (#"rb'''a'''"#, #"b"a""#), (#"'\ud800'"#, nil), (#"'\q'"#, nil), (#"'\x4'"#, nil), (#"b'\u0041'"#, nil),
            ("'a\nb'", nil), ("'abc", nil), ("'''abc''", nil), (#"'\400'"#, nil), ("'\\", nil),
        ])
    func strings(source: String, expected: String?) throws {
        if let expected {
            #expect(try evaluate(source) == expected)
        } else {
            #expect(failure(source)?.code == .syntax)
        }
    }

    @Test(
        "operators bind as the specification says",
        arguments: [
            ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("10 - 3 - 2", "5"), ("20 / 2 / 5", "2"), ("7 % 4 * 2", "6"),
            ("1 + 1 == 2 && 3 > 2", "true"), ("true || false && false", "true"), ("!true || true", "true"),
            ("!(true || true)", "false"), ("-(-2)", "2"), ("--2", "2"), ("!!true", "true"),
            ("2 in [1, 2] == true", "true"),
            ("false ? 1 : true ? 2 : 3", "2"), ("true ? 1 : 2 + 5", "1"), ("1 < 2 == true", "true"),
            ("-input.n + 1", "-4"), ("[1, 2][1] + 1", "3"), ("// why\n 1 // not", "1"),
            ("true ? 1 < 2 : false", "true"),
        ])
    func precedence(source: String, expected: String) throws {
        #expect(try evaluate(source, ["n": 5]) == expected)
    }

    @Test(
        "text that is no expression is refused where it stops making sense",
        arguments: [
            ("", ""), ("1 +", ""), ("1 2", "2"), ("(1", ""), ("a.", ""), ("a.1", ".1"), ("[1", ""), ("{1}", "}"),
            ("a ? b", ""), ("a = 1", "="), ("a & b", "&"), ("a | b", "|"), ("for", "for"), ("a.in", "in"),
            ("f(1,)", ")"),
            ("1abc", "1a"), ("@", "@"), ("é", "é"), ("99999999999999999999", "99999999999999999999"),
            ("9223372036854775808", "9223372036854775808"), ("1e999", "1e999"), ("0x", "0x"), ("!-1", "-"),
            ("Type{a: 1}", "{"), ("input.`a", "`a"), ("has(input)", "input"), ("[1].all(x.y, true)", "x.y"),
            ("if + 1", "if"),
        ])
    func syntaxErrors(source: String, place: String) {
        let error = failure(source)
        #expect(error?.code == .syntax)
        #expect(pointed(error, in: source) == place)
    }

    @Test("reserved words may be fields, and back quotes allow any field")
    func fields() throws {
        #expect(try evaluate("input.for + input.`a-b`", ["for": 1, "a-b": 2]) == "3")
    }

    @Test("without the check an unknown function is an error that may be absorbed")
    func uncheckedFunctions() throws {
        let absorbed = try Expression(parsing: "nothing(1) || true", refusesUnknownFunctions: false)
        #expect(try absorbed.evaluate([:]).boolValue == true)
        let called = try Expression(parsing: "'a'.nothing()", refusesUnknownFunctions: false)
        let error = #expect(throws: ExpressionError.self) { _ = try called.evaluate([:]) }
        #expect(error?.code == .noSuchFunction)
    }

    @Test(
        "a function that cannot exist is refused before anything runs",
        arguments: [
            ("siez(input)", "siez", "did you mean `size`?"), ("input.strtsWith('a')", "strtsWith", "`startsWith`"),
            ("size(1, 2)", "size", "2 given"), ("contains('a', 'b')", "contains", "x.contains()"),
            ("input.all(x)", "all", "not written like this"), ("true || nothing()", "nothing", "no function"),
        ])
    func unknownFunctions(source: String, place: String, hint: String) throws {
        let error = try #require(throws: ExpressionError.self) { _ = try Expression(parsing: source) }
        #expect(error.code == .noSuchFunction)
        #expect(pointed(error, in: source) == place)
        #expect("\(error.message) \(error.help ?? "")".contains(hint))
    }
}
