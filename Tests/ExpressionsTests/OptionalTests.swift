import Expressions
import JSONModel
import Testing

@Suite("Optionals")
struct OptionalTests {
    private let input: JSONValue = ["a": ["b": 1, "none": nil], "list": [10, 20], "text": ""]

    @Test(
        "a field or item that may be missing is an optional",
        arguments: [
            ("input.?a", #"optional.of({"b": 1, "none": null})"#), ("input.?x", "optional.none()"),
            ("input.?a.b", "optional.of(1)"), ("input.?x.y.z", "optional.none()"),
            ("input.a.?none", "optional.of(null)"),
            ("input.?a['b']", "optional.of(1)"), ("input.?x['b'][0]", "optional.none()"),
            ("input.list[?1]", "optional.of(20)"), ("input.list[?2]", "optional.none()"),
            ("input.list[?-1]", "optional.none()"), ("input[?'list'][?0]", "optional.of(10)"),
            ("input.?`a`", #"optional.of({"b": 1, "none": null})"#), ("{1: 'x'}[?1.0]", #"optional.of("x")"#),
            ("{1: 'x'}[?1.5]", "optional.none()"), ("has(input.?a.b)", "true"), ("has(input.?x.y)", "false"),
            ("has(input.?a.z)", "false"), ("optional.none().x", "optional.none()"),
        ])
    func access(source: String, expected: String) throws {
        #expect(try evaluate(source, input) == expected)
    }

    @Test(
        "an optional gives its value, or another one",
        arguments: [
            ("input.?a.b.orValue(7)", "1"), ("input.?x.orValue(7)", "7"), ("input.?x.or(input.?a.b).value()", "1"),
            ("input.?x.hasValue()", "false"), ("input.?a.hasValue()", "true"),
            ("input.?a.b.orValue(1 / 0)", "1"), ("input.?a.b.or(optional.of(1 / 0))", "optional.of(1)"),
            ("input.?a.b.optMap(n, n + 1)", "optional.of(2)"), ("input.?x.optMap(n, 1 / 0)", "optional.none()"),
            ("input.?a.optFlatMap(a, a.?z)", "optional.none()"), ("input.?a.optFlatMap(a, a.?b)", "optional.of(1)"),
            ("optional.ofNonZeroValue(input.text)", "optional.none()"),
            ("optional.ofNonZeroValue(0u)", "optional.none()"),
            ("optional.ofNonZeroValue([0])", "optional.of([0])"), ("[1, 2].first()", "optional.of(1)"),
            ("[].last()", "optional.none()"), ("[optional.of(1), optional.none()].unwrapOpt()", "[1]"),
            ("optional.unwrap([input.?x, input.?text])", #"[""]"#), ("type(input.?x)", "optional_type"),
            ("optional.none() == optional.of(null)", "false"), ("optional.of(1) == optional.of(1.0)", "true"),
        ])
    func values(source: String, expected: String) throws {
        #expect(try evaluate(source, input) == expected)
    }

    @Test(
        "lists and maps take what is there",
        arguments: [
            ("[?input.?x, 1, ?input.?a.b]", "[1, 1]"),
            ("{?'a': input.?x, ?'b': input.?a.b, 'c': 3}", #"{"b": 1, "c": 3}"#),
            ("[?optional.of(optional.none())]", "[optional.none()]"), ("[[?input.?x]]", "[[]]"),
        ])
    func literals(source: String, expected: String) throws {
        #expect(try evaluate(source, input) == expected)
    }

    @Test(
        "what is no optional is told apart, at its place",
        arguments: [
            ("input.a.orValue(1)", ExpressionError.Code.typeMismatch, "input.a"),
            ("input.?x.or(1)", .typeMismatch, "1"), ("[?input.a]", .typeMismatch, "input.a"),
            ("{?'k': 1}", .typeMismatch, "1"), ("input.?a.optFlatMap(a, 1)", .typeMismatch, "1"),
            ("input.?x.value()", .invalidValue, "input.?x.value()"), ("input.a.?b.?c", .typeMismatch, "c"),
            ("input.list.?x", .typeMismatch, "x"), ("input.a.?none.x", .typeMismatch, "x"),
            ("optional.unwrap([1])", .typeMismatch, "optional.unwrap([1])"), ("input.?", .syntax, ""),
            ("input.?f()", .syntax, "("), ("input[?]", .syntax, "]"), ("has(input.?a)", .syntax, "input.?a"),
            ("input.?a.b.optMap(n.m, n)", .syntax, "n.m"),
        ])
    func errors(source: String, code: ExpressionError.Code, place: String) {
        let error = failure(source, input)
        #expect(error?.code == code)
        #expect(pointed(error, in: source) == place)
    }

    @Test("as JSON an optional is its value or null")
    func json() throws {
        let value = try Template(parsing: "${{ [input.?x, input.?a.b] }}").evaluate(["input": CELValue(input)])
        #expect(value == [nil, 1])
    }

    @Test("a path with `?` asks for its last sure segment and nothing behind it")
    func references() throws {
        let expression = try Expression(parsing: "input.?a.b + steps.x.optMap(v, v + input.c) + [input.d[?0]]")
        #expect(
            expression.references.map(\.path) == [["input", "a"], ["steps", "x"], ["input", "c"], ["input", "d"]])
        #expect(expression.references.map(\.isPresenceTest) == [true, false, false, false])
    }
}
