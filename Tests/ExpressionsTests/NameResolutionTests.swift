import Testing

@testable import Expressions

@Suite("Dotted names and containers")
struct NameResolutionTests {
    @Test(
        "the longest path that is a name wins, the nearest container first",
        arguments: [
            ("a.b.c", "", "1"), ("a.b.d", "", "2"), ("a.x", "", "3"), ("b.c", "a", "1"), ("y", "p.q", "10"),
            ("y", "p", "11"), ("y", "", "12"), (".y", "p.q", "12"), ("y", "other", "12"), (".a.b.c", "p", "1"),
            ("has(a.b.d)", "", "true"), ("a['x']", "", "3"), ("[5].map(y, y)[0]", "p.q", "5"),
            ("[{'b': 7}].map(a, a.b)[0]", "", "7"), ("[5].map(y, .y)[0]", "p", "12"), ("cel.bind(y, 6, y)", "p.q", "6"),
            ("optional.of(8).optMap(y, y).value()", "p", "8"), ("type(y)", "p", "int"),
        ])
    func resolution(source: String, container: String, expected: String) throws {
        let bindings: [String: CELValue] = [
            "a.b.c": .int(1), "a.b": .map(["d": .int(2), "c": .int(99)]), "a": .map(["x": .int(3)]), "p.q.y": .int(10),
            "p.y": .int(11), "y": .int(12),
        ]
        let expression = try Expression(parsing: source).resolving(bindings.keys, container: container)
        #expect(try expression.evaluate(bindings).description == expected)
    }

    @Test("what is no name stays as it was written, with its place")
    func unresolved() throws {
        let expression = try Expression(parsing: "1 + q.r").resolving(["y"], container: "p")
        let error = #expect(throws: ExpressionError.self) { _ = try expression.evaluate(["y": .int(1)]) }
        #expect(error?.code == .unknownName)
        #expect(error?.range == 4..<5)
    }
}
