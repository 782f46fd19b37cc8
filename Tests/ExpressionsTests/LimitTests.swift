import Expressions
import JSONModel
import Testing

@Suite("Limits")
struct LimitTests {
    @Test(
        "deep nesting is an error, never a crash",
        arguments: [
            repeated("(", 4000) + "1" + repeated(")", 4000), repeated("[", 4000), repeated("{1:", 2000),
            repeated("-", 8000) + "1",
            repeated("!", 8000) + "true", repeated("1+", 4000) + "1", "a" + repeated(".b", 4000),
            "a" + repeated("[0]", 2000),
            repeated("size(", 1000), repeated("true ? 1 : ", 700) + "1", "a" + repeated(".map(x,[x])", 700),
            repeated("[1].map(x, ", 500) + "x" + repeated(")", 500), "1" + repeated("<1", 4000),
        ])
    func depth(source: String) {
        #expect(failure(source)?.code == .tooDeep)
    }

    @Test(
        "what the specification asks for is not too deep",
        arguments: [
            (repeated("(", 60) + "1" + repeated(")", 60), "1"), (repeated("1 + ", 200) + "1", "201"),
            (repeated("true && ", 1000) + "true", "true"), (repeated("false || ", 900) + "true", "true"),
            (repeated("false ? 1 : ", 200) + "2", "2"),
            (repeated("[", 32) + repeated("]", 32) + "[0][0] == [[]]", "false"),
            (repeated("[[0][0]].map(x, ", 12) + "x" + repeated(")", 12) + "[0]" + " != 1", "true"),
        ])
    func allowedDepth(source: String, expected: String) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "a source of more than 8,192 code points is refused whatever it holds",
        arguments: [
            repeated("(", 10_000), repeated("a", 1_000_000), repeated(" ", 9000), "'" + repeated("é", 8191) + "'",
            "'" + repeated("x", 1_000_000), repeated("1 + ", 250_000) + "1",
        ])
    func length(source: String) {
        #expect(failure(source)?.code == .tooLong)
    }

    @Test("code points count, not bytes")
    func codePoints() throws {
        #expect(try evaluate("size('\(repeated("😀", 8184))')") == "8184")
    }

    @Test(
        "what would grow without end is stopped",
        arguments: [
            "['0123456789']" + repeated(".map(x, x + x)", 40) + "[0]", "[[1]]" + repeated(".map(x, x + x)", 40),
            "json([[1]]" + repeated(".map(x, [x, x])", 40) + ")",
            "[[1]]" + repeated(".map(x, [x, x])", 40) + " == [[1]]" + repeated(".map(x, [x, x])", 40),
            "['aaaaaaaaaa']" + repeated(".map(x, x.replace('a', 'aaaaaaaaaa'))", 12),
            "input.all(a, input.all(b, input.all(c, input.all(d, true))))", "input.map(a, input.map(b, input))",
            "input.all(a, a.nothing || input.all(b, true)) || true", "input.map(a, input).map(x, json(x))",
        ])
    func growth(source: String) {
        let input = JSONValue.array((0..<2000).map { .int($0) })
        let error = failure(source, input)
        #expect(error?.code == .tooCostly || error?.code == .tooLarge, "\(String(describing: error))")
    }

    @Test("a value that shares its parts cannot become endless JSON")
    func sharedJSON() throws {
        let template = try Template(parsing: "${{ [[1]]" + repeated(".map(x, [x, x])", 40) + " }}")
        let error = #expect(throws: ExpressionError.self) { _ = try template.evaluate([:]) }
        #expect(error?.code == .tooLarge || error?.code == .tooCostly)
    }

    @Test("a value nested too deeply is an error in comparisons and in JSON", arguments: [" == 1", ""])
    func deepValues(rest: String) throws {
        let nested = "[1]" + repeated(".map(x, \(repeated("[", 10))x\(repeated("]", 10)))", 20)
        let source = rest.isEmpty ? "json(\(nested))" : "\(nested) == \(nested)"
        #expect(failure(source)?.code == .tooLarge)
    }

    @Test("no operator absorbs a limit", arguments: ["true", "false"])
    func limitsStay(decisive: String) {
        let source = "input.all(x, input.all(y, x != y || x == y)) || \(decisive)"
        let input = JSONValue.array((0..<100).map { .int($0) })
        #expect(failure(source, input, limits: EvaluationLimits(steps: 1000))?.code == .tooCostly)
    }

    @Test("limits can be set, and no budget at all refuses at once")
    func budget() throws {
        #expect(try evaluate("1 + 1", limits: EvaluationLimits(steps: 3)) == "2")
        #expect(failure("1 + 1", limits: EvaluationLimits(steps: 2))?.code == .tooCostly)
        #expect(failure("1", limits: EvaluationLimits(steps: .min))?.code == .tooCostly)
        #expect(failure("'a' + 'b'", limits: EvaluationLimits(producedBytes: 1))?.code == .tooLarge)
    }

    @Test("a big bound value costs nothing until it is read, and is passed on whole")
    func lazyBindings() throws {
        let big = JSONValue.array((0..<200_000).map { .string("item \($0)") })
        let bindings = ["steps": CELValue(["a": ["output": big]])]
        let limits = EvaluationLimits(steps: 10, producedBytes: 10)
        #expect(try Expression(parsing: "steps.a.output[7]").evaluate(bindings, limits: limits).stringValue == "item 7")
        #expect(try Template(parsing: "${{ steps.a.output }}").evaluate(bindings, limits: limits) == big)
    }

    @Test("searches in repetitive text take time that grows with its length only")
    func search() throws {
        let text = repeated("a", 200_000)
        #expect(try evaluate("input.contains('\(repeated("a", 4000))b')", .string(text)) == "false")
    }

    @Test("random text never crashes the parser or the evaluator")
    func noise() {
        let pieces = [
            "1", "2u", "x", "input", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-", "*", "/", "%", "!",
            "&&",
            "||", "==", "<", "in", "'a'", "b'a'", "map", "all", "(x,", "has(", "size(", " ", "\\", "'", "é", "1.5",
            "null", "true",
        ]
        var generator = Seeded(state: 7)
        var parsed = 0
        for _ in 0..<20_000 {
            let source = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }
            if failure(source.joined(), ["x": 1])?.code != .syntax { parsed += 1 }
        }
        #expect(parsed > 100)
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
