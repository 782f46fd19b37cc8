import Expressions
import JSONModel
import PipelineDefinitions
import Testing

@Suite("A value with expressions")
struct ValueTemplateTests {
    private func template(_ with: String) throws -> ValueTemplate {
        let text = "kind: pipeline\nname: p\nsteps:\n- id: a\n  uses: b.c\n  with: \(with)\n"
        return try #require(try PipelineDefinition(pinned: text, name: "p").steps.first?.with)
    }

    private let bindings: [String: CELValue] = ["input": CELValue(["n": 2, "list": [1, "a"], "name": "Ada"])]

    @Test(
        "keeps types, nests, and reads nothing twice",
        arguments: [
            ("{ a: \"${{ input.n }}\" }", ["a": 2]), ("{ a: \"n is ${{ input.n }}\" }", ["a": "n is 2"]),
            ("{ a: [1, \"${{ input.list }}\", { b: \"${{ input.name }}\" }] }", ["a": [1, [1, "a"], ["b": "Ada"]]]),
            ("{ a: 1.5, b: true, c: null, d: plain }", ["a": 1.5, "b": true, "c": nil, "d": "plain"]),
            ("\"${{ input }}\"", ["n": 2, "list": [1, "a"], "name": "Ada"]),
            ("{ a: \"${{ '$' + '{{ input.n }}' }}\" }", ["a": "${{ input.n }}"]), ("{}", [:]),
        ] as [(String, JSONValue)])
    func values(text: String, value: JSONValue) throws {
        #expect(try template(text).evaluate(bindings) == value)
    }

    @Test(
        "that fails tells the place in the value",
        arguments: [
            ("{ a: [1, { b: \"${{ input.none }}\" }] }", "/a/1/b"), ("\"${{ input.none }}\"", ""),
            ("{ a/b: \"${{ 1 / 0 }}\" }", "/a~1b"),
        ])
    func failures(text: String, pointer: String) throws {
        let template = try template(text)
        let error = #expect(throws: TemplateError.self) { try template.evaluate(bindings) }
        #expect(error?.pointer.description == pointer)
        #expect(error?.description.hasPrefix(error?.error.message ?? "-") == true)
    }

    @Test("has a skeleton with null where expressions stand")
    func skeleton() throws {
        let skeleton = try template("{ a: \"${{ input.n }}\", b: [x, \"y ${{ input.n }}\"], c: 5 }").skeleton
        #expect(skeleton.value == ["a": nil, "b": ["x", nil], "c": 5])
        #expect(skeleton.unknown.map(\.description).sorted() == ["/a", "/b/1"])
    }
}
