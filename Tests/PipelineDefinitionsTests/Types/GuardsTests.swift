import Expressions
import Testing

@testable import PipelineDefinitions

@Suite("What a step's `when` proves")
struct GuardsTests {
    private func guards(_ when: String, earlier: [(id: String, when: String)] = []) throws -> Guards {
        var known: [(id: String, guards: Guards)] = []
        for step in earlier {
            known.append((step.id, Guards(try Expression(parsing: step.when), earlier: known)))
        }
        return Guards(try Expression(parsing: when), earlier: known)
    }

    @Test(
        "is what it asks for",
        arguments: [
            ("has(input.a)", ["input.a"]), ("has(input.a.b) && input.n > 1", ["input.a.b"]), ("!has(input.a)", []),
            ("has(input.a) || has(input.b)", ["input.a", "input.b"]), ("input.?a.orValue(false)", ["input.a"]),
            ("input.a > 1", []), ("true", []),
        ] as [(String, Set<String>)])
    func presence(when: String, present: Set<String>) throws {
        #expect(try guards(when).present == present)
    }

    @Test(
        "is that a step has run, if it says so",
        arguments: [
            ("steps.a.status == \"completed\"", true), ("'completed' == steps.a.status && input.n > 1", true),
            ("steps.a.status != 'skipped'", true), ("steps.a.status in ['completed']", true),
            ("has(steps.a.output)", true), ("steps.a.status == 'skipped'", false),
            ("steps.a.status != \"completed\"", false), ("\"failed\" == steps.a.status", false),
            ("input.big", true), ("input.n>1 && (input.big)", true), ("input.small", false), ("!input.big", false),
        ])
    func completed(when: String, isThere: Bool) throws {
        let guards = try guards(when, earlier: [("a", "input.big")])
        #expect(guards.present.contains("steps.a.output") == isThere)
    }

    @Test("is also what the conditions of those steps proved")
    func chains() throws {
        let guards = try guards(
            "steps.b.status == 'completed'",
            earlier: [("a", "input.big"), ("b", "steps.a.status == 'completed' && has(input.x)"), ("c", "input.odd")])
        #expect(guards.present == ["steps.a.output", "steps.b.output", "input.x"])
    }

    @Test("is the same condition, however it is spaced, but not inside texts")
    func blanks() throws {
        let earlier = [(id: "a", when: "input.word == 'a b'")]
        #expect(try guards("input.word=='a b'", earlier: earlier).present == ["steps.a.output"])
        #expect(try guards("input.word == 'ab'", earlier: earlier).present == [])
    }
}
