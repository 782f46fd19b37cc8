import Expressions
import JSONModel
import Testing

@Suite("Evaluation is total")
struct TotalityTests {
    private static let input: JSONValue = [
        "n": 3, "x": 1.5, "text": "häß 12", "none": nil, "list": [1, "a", [2]], "map": ["a": ["b": 1]],
        "big": 9_223_372_036_854_775_807,
    ]

    @Test("any expression ends with a value or an error that lies in its text", arguments: 0..<20)
    func random(seed: UInt64) throws {
        var generator = RandomExpressions(seed: seed)
        var values = 0
        for _ in 0..<500 {
            let source = generator.expression(depth: 4)
            let error = failure(source, Self.input, limits: EvaluationLimits(steps: 20_000, producedBytes: 200_000))
            if let error {
                let isInside = error.range.lowerBound >= 0 && error.range.upperBound <= source.utf8.count
                #expect(isInside && !error.message.isEmpty, "\(source)")
            } else {
                values += 1
            }
        }
        #expect(values > 25)
    }

    @Test("the same expression gives the same in every run, its price too", arguments: 100..<105)
    func determinism(seed: UInt64) throws {
        var generator = RandomExpressions(seed: seed)
        for _ in 0..<200 {
            let source = generator.expression(depth: 3)
            for steps in [50, 500, 5000] {
                let limits = EvaluationLimits(steps: steps, producedBytes: 10_000)
                let outcomes = (0..<2).map { _ in outcome(source, limits) }
                #expect(outcomes[0] == outcomes[1], "\(source)")
            }
        }
    }

    private func outcome(_ source: String, _ limits: EvaluationLimits) -> String {
        do {
            return try evaluate(source, Self.input, limits: limits)
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "what is cheap to write and dear to do is stopped by its price",
        arguments: [
            "input.all(a, input.all(b, input.all(c, !text.contains(string(a)))))",
            "input.all(a, input.all(b, text.reverse() == text))",
            "input.all(a, input.all(b, text.replace('', text) == ''))",
            "input.map(a, input.map(b, text.split('')))", "input.all(a, '%s%s%s'.format([input, input, input]) != '')",
            "input.all(a, input.all(b, hash(text) != ''))",
            "input.all(a, input.all(b, base64.encode(bytes(text)) != ''))",
            "input.all(a, input.all(b, int(text + '1') == 1 || true))",
            "input.all(a, input.all(b, !(text in {'a': 1})))",
            "input.all(a, input.all(b, duration(text) == duration('1s') || true))",
            "input.all(a, input.all(b, input.all(c, cel.bind(x, text, x == text))))",
            "input.map(a, strings.quote(text)).join().size()", "input.all(a, input.all(b, !text.matches('(x+x+)+y')))",
            "input.all(a, input.all(b, parseJson(text) == 1 || true))",
            "input.transformMap(a, b, input) == input.transformMap(a, b, input)",
            "input.map(a, input.map(b, optional.of(input)))",
            "[text]" + repeated(".map(x, [x, x])", 30) + " in [[text]" + repeated(".map(x, [x, x])", 30) + "]",
            "'%100s'.format([1]) == '' || input.all(a, input.all(b, '%.100f'.format([1.0]).size() == 102))",
            "input.all(a, input.all(b, truncate(text, b) != 'y'))",
            "input.all(a, input.all(b, math.greatest(input) == 999))",
        ])
    func dear(source: String) throws {
        let bindings: [String: CELValue] = [
            "input": CELValue(JSONValue.array((0..<1000).map { .int($0) })), "text": .string(repeated("x", 5000)),
        ]
        let expression = try Expression(parsing: source)
        let limits = EvaluationLimits(steps: 200_000, producedBytes: 8_000_000)
        let error = #expect(throws: ExpressionError.self) { _ = try expression.evaluate(bindings, limits: limits) }
        #expect(error?.code == .tooCostly || error?.code == .tooLarge, "\(String(describing: error))")
    }

    @Test("asking only whether it is true, an error counts as no")
    func isTrue() throws {
        let filter = try Expression(parsing: "jobType == 'x' && priority >= 5")
        #expect(filter.isTrue(["jobType": .string("x"), "priority": .int(5)]))
        #expect(!filter.isTrue(["jobType": .string("x")]))
        #expect(!filter.isTrue(["jobType": .string("y"), "priority": .int(5)]))
        #expect(!(try Expression(parsing: "1")).isTrue([:]))
        #expect(!(try Expression(parsing: "true")).isTrue([:], limits: EvaluationLimits(steps: 0)))
    }
}

/// Expressions that parse, of any sense and none.
struct RandomExpressions: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }

    private static let leaves = [
        "1", "-1", "0", "2u", "1.5", "9223372036854775807", "-9223372036854775808", "18446744073709551615u", "1e308",
        "true", "false", "null", "'a'", "'é😀'", "''", "b'\\xff'", "[]", "{}", "[1, 'a', [2]]", "{'a': 1, 2: 'b'}",
        "input",
        "input.n", "input.text", "input.list", "input.map", "input.none", "input.big", "input.nothing", "input.?a",
        "optional.none()", "duration('1h')", "timestamp(0)", "timestamp('9999-12-31T23:59:59Z')", "int", "x", "nobody",
    ]
    private static let unary = [
        "!(#)", "-(#)", "size(#)", "string(#)", "int(#)", "double(#)", "uint(#)", "bytes(#)", "bool(#)", "type(#)",
        "json(#)",
        "(#).reverse()", "(#).trim()", "(#).split('')", "(#).join()", "math.abs(#)", "math.greatest(#)", "math.sqrt(#)",
        "math.bitNot(#)", "timestamp(#)", "duration(#)", "base64.encode(#)", "base64.decode(#)", "strings.quote(#)",
        "(#).getFullYear()", "(#).getHours('Europe/Berlin')", "(#).getMilliseconds()", "hash(#)", "parseJson(#)",
        "optional.of(#)", "optional.ofNonZeroValue(#)", "(#).value()", "(#).hasValue()", "(#).first()",
        "(#).unwrapOpt()",
        "[#]", "[?#]", "{'k': #}", "{#: 1}", "{?'k': #}", "(#).a", "(#).?a", "has((#).a)", "(#)[0]", "(#)[?'a']",
        "redact(#)",
    ]
    private static let binary = [
        "(#) + (#)", "(#) - (#)", "(#) * (#)", "(#) / (#)", "(#) % (#)", "(#) == (#)", "(#) < (#)", "(#) in (#)",
        "(#) && (#)",
        "(#) || (#)", "(#)[#]", "(#).contains(#)", "(#).startsWith(#)", "(#).indexOf(#)", "(#).lastIndexOf(#, 1)",
        "(#).split(#)", "(#).join(#)", "(#).charAt(#)", "(#).substring(#)", "(#).format([#])", "'%s %d'.format([#, #])",
        "'%x %b'.format([#, #])", "math.least(#, #)", "math.bitShiftLeft(#, #)", "(#).matches(#)", "truncate(#, #)",
        "(#).all(x, #)", "(#).exists(x, #)", "(#).map(x, #)", "(#).filter(x, #)", "(#).exists_one(x, #)",
        "(#).transformList(i, x, #)", "(#).transformMap(i, x, #)", "(#).transformMapEntry(i, x, {x: #})",
        "(#).optMap(x, #)", "(#).optFlatMap(x, #)", "(#).or(#)", "(#).orValue(#)", "cel.bind(x, #, #)", "[#, #]",
        "(#) ? (#) : 1", "(#).replace(#, 'bb')", "uuid5(#, #)",
    ]

    mutating func expression(depth: Int) -> String {
        let isLeaf = depth == 0 || UInt64.random(in: 0..<5, using: &self) == 0
        guard !isLeaf else { return pick(Self.leaves) }
        let shape = pick(Bool.random(using: &self) ? Self.unary : Self.binary)
        var source = ""
        for character in shape {
            source += character == "#" ? expression(depth: depth - 1) : String(character)
        }
        return source
    }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &self) ?? "1" }
}
