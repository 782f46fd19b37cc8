import Expressions
import JSONModel
import Testing

@Suite("Macros with two variables, and bound names")
struct TwoVariableMacroTests {
    @Test(
        "lists show index and item, maps key and value",
        arguments: [
            ("['a', 'b'].all(i, s, i < 2 && s != 'c')", "true"),
            ("['a', 'b'].exists(i, s, i == 1 && s == 'b')", "true"),
            ("[5, 5].existsOne(i, n, i == n - 4)", "true"), ("[5, 5].exists_one(i, n, n == 5)", "false"),
            ("{'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)", "true"), ("{}.all(k, v, false)", "true"),
            ("['a', 'b'].transformList(i, s, s + string(i))", #"["a0", "b1"]"#),
            ("[4, 5, 6].transformList(i, n, i != 1, n * i)", "[0, 12]"),
            ("{'b': 1, 'a': 2}.transformList(k, v, k + string(v))", #"["a2", "b1"]"#),
            ("{'a': 1, 'b': 2}.transformMap(k, v, v * 10)", #"{"a": 10, "b": 20}"#),
            ("['x', 'y'].transformMap(i, s, s)", #"{0: "x", 1: "y"}"#),
            ("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, k)", #"{"b": "b"}"#),
            ("{'a': 'x', 'b': 'y'}.transformMapEntry(k, v, {v: k})", #"{"x": "a", "y": "b"}"#),
            ("['a', 'bb'].transformMapEntry(i, s, size(s) > 1, {s: i})", #"{"bb": 1}"#),
            ("['a'].transformMapEntry(i, s, {})", "{}"),
            ("[[1], [2]].transformList(i, l, l.transformList(j, n, [i, j, n]))", "[[[0, 0, 1]], [[1, 0, 2]]]"),
            ("[1].transformList(i, input, input)", "[1]"), ("[1].transformList(i, v, .input.n)", "[5]"),
            ("[0, 1].exists(i, v, 1 / v == 1)", "true"), ("[0, 1].all(i, v, v / i == 9)", "false"),
        ])
    func loops(source: String, expected: String) throws {
        #expect(try evaluate(source, ["n": 5]) == expected)
    }

    @Test(
        "a bound name has its value in the body alone and hides others",
        arguments: [
            ("cel.bind(x, 2, x * x)", "4"), ("cel.bind(input, 1, input + .input.n)", "6"),
            ("cel.bind(a, 1, cel.bind(b, a + 1, [a, b]))", "[1, 2]"), ("cel.bind(x, 1, cel.bind(x, x + 1, x))", "2"),
            ("[1, 2].map(x, cel.bind(y, x * 10, [1, 2].map(x, x + y)))", "[[11, 12], [21, 22]]"),
        ])
    func bind(source: String, expected: String) throws {
        #expect(try evaluate(source, ["n": 5]) == expected)
    }

    @Test(
        "what cannot be is an error at its place",
        arguments: [
            ("[1].all(i, i, true)", ExpressionError.Code.syntax, "i"), ("[1].all(i, 1, true)", .syntax, "1"),
            ("[1].transformList(.i, v, v)", .syntax, ".i"), ("cel.bind(1, 2, 3)", .syntax, "1"),
            ("[1].transformMap(i, v)", .noSuchFunction, "transformMap"),
            ("[1, 1].transformMapEntry(i, v, {v: i})", .duplicateKey, "{v: i}"),
            ("[1].transformMapEntry(i, v, v)", .typeMismatch, "v"),
            ("[1, 0].transformMap(i, v, 1 / v)", .divideByZero, "1 / v"),
            ("(1).transformMap(i, v, v)", .typeMismatch, "1"), ("cel.bind(x, 1, x) + x", .unknownName, "x"),
            ("cel.bind(x, 1 / 0, true)", .divideByZero, "1 / 0"),
        ])
    func errors(source: String, code: ExpressionError.Code, place: String) {
        let error = failure(source)
        #expect(error?.code == code)
        #expect(pointed(error, in: source) == place)
    }

    @Test("a map gathered by a macro grows in place: 20,000 entries are soon there")
    func growth() throws {
        let input = JSONValue.array((0..<20_000).map { .int($0) })
        #expect(try evaluate("input.transformMap(i, v, v).size()", input) == "20000")
        #expect(try evaluate("input.transformMapEntry(i, v, {v: i}).size()", input) == "20000")
    }
}
