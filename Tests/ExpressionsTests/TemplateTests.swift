import Expressions
import JSONModel
import Testing

@Suite("Templates")
struct TemplateTests {
    private let bindings: [String: CELValue] = [
        "input": CELValue(["list": [1, ["a": nil]], "text": "${{ input }}", "n": 1, "x": 1.0, "none": nil])
    ]

    @Test(
        "exactly one expression keeps its type, anything else is text",
        arguments: [
            ("${{ input.list }}", [1, ["a": nil]]), ("${{input.n}}", 1), ("${{ input.x }}", 1.0), ("${{ 2u }}", 2),
            ("n=${{ input.n }}, x=${{ input.x }}", "n=1, x=1"), (" ${{ 1 }}", " 1"), ("${{ 1 }}${{ 2u }}", "12"),
            ("${{ true }}!", "true!"), ("${{ duration('90m') }}", "1h30m"),
            ("in ${{ duration('1.5s') }}", "in 1s500ms"),
            ("${{ timestamp(0) }}", "1970-01-01T00:00:00Z"), ("${{ b'hello' }}", "aGVsbG8="), ("${{ b'hi' }}", "aGk="),
            ("${{ {'a': {'b': 1}} }}", ["a": ["b": 1]]), ("${{{'a': {'b': 1}}}}", ["a": ["b": 1]]),
            ("${{ '}}' }}", "}}"),
            ("a ${{ r\"}}\" }} b }}", "a }} b }}"), ("", ""), ("plain $ {{ }} text", "plain $ {{ }} text"),
            ("${{ '${{' }}", "${{"), ("é${{ 'ü' }}é", "éüé"),
            (
                "${{ [duration('1ms'), type(1), 18446744073709551615u] }}",
                ["1ms", "int", 18446744073709551616.0]
            ), ("${{ {1: 'a', true: 'b'} }}", ["1": "a", "true": "b"]),
        ] as [(String, JSONValue)])
    func values(text: String, expected: JSONValue) throws {
        #expect(try Template(parsing: text).evaluate(bindings) == expected)
    }

    @Test(
        "a result is never evaluated again",
        arguments: [("${{ input.text }}", "${{ input }}"), ("-${{ input.text }}", "-${{ input }}")])
    func noSecondRound(text: String, expected: String) throws {
        #expect(try Template(parsing: text).evaluate(bindings) == .string(expected))
    }

    @Test(
        "what is no text cannot stand inside text", arguments: ["input.list", "input.none", "input", "b'a'", "type(1)"])
    func mismatch(source: String) throws {
        let template = try Template(parsing: "é: ${{ \(source) }}.")
        let error = try #require(throws: ExpressionError.self) { _ = try template.evaluate(bindings) }
        #expect(error.code == .typeMismatch)
        #expect(pointed(error, in: template.source) == "${{ \(source) }}")
    }

    @Test(
        "a template that cannot be read is refused at its place in the whole text",
        arguments: [
            ("é ${{ input.n", "${{"), ("a ${{ 1 }} ${{ 2 } }", "${{"), ("a ${{ 'x }}", "'"), ("a ${{ }}", ""),
            ("a ${{ 1 + }}", ""),
            ("a ${{ siez(1) }}", "siez"), ("${{ 1 // }}", "${{"),
        ])
    func errors(text: String, place: String) throws {
        let error = try #require(throws: ExpressionError.self) { _ = try Template(parsing: text) }
        #expect(pointed(error, in: text) == place)
    }

    @Test("places of errors and references count from the start of the text")
    func positions() throws {
        let template = try Template(parsing: "é ${{ 1 }} and ${{ input.nn }}")
        #expect(template.expressions.map(\.source) == [" 1 ", " input.nn "])
        #expect(!template.isLiteral)
        #expect(template.soleExpression == nil)
        let error = try #require(throws: ExpressionError.self) { _ = try template.evaluate(bindings) }
        #expect(error.code == .noSuchField)
        #expect(error.message.contains("`input`"))
        #expect(pointed(error, in: template.source) == "nn")
        let reference = try #require(template.expressions[1].references.first)
        #expect(String(decoding: Array(template.source.utf8)[reference.range], as: UTF8.self) == "input.nn")
    }

    @Test("text without an expression is literal; one alone is the sole expression")
    func kinds() throws {
        #expect(try Template(parsing: "a }} b").isLiteral)
        #expect(try Template(parsing: "${{ 1 }}").soleExpression?.source == " 1 ")
    }

    @Test("two keys that become the same text are refused")
    func keys() throws {
        let template = try Template(parsing: "${{ {1: 'a', '1': 'b'} }}")
        let error = #expect(throws: ExpressionError.self) { _ = try template.evaluate(bindings) }
        #expect(error?.code == .duplicateKey)
    }
}
