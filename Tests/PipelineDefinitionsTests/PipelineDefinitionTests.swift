import Expressions
import JSONModel
import JSONSchemaValidation
import PipelineDefinitions
import StepKit
import Testing

@Suite("A pipeline definition")
struct PipelineDefinitionTests {
    private let log = "uses: log.write, with: { message: a }"

    @Test("says nothing, gets the documented defaults")
    func defaults() throws {
        let pipeline = try ProjectFolder.pipeline("{ id: a, \(log) }")
        let step = try #require(pipeline.steps.first)
        #expect(pipeline.name == "report" && pipeline.description == nil && pipeline.deadline == nil)
        #expect(pipeline.output == nil && pipeline.inputSchema == [:])
        #expect(pipeline.input.validate(["anything": 1]).isEmpty)
        #expect(step.timeout == .seconds(60) && step.timeout == StepDefinition.defaultTimeout)
        #expect(step.retry == .none && step.retry.attempts == 1 && step.when == nil)
    }

    @Test("has what its file says")
    func values() throws {
        let pipeline = try ProjectFolder.pipeline(
            "{ id: a, \(log), timeout: 1m30s, when: input.n > 1, progress: 7 }",
            head: "description: Says it.\ndeadline: 5m\ninput: { type: object, required: [n] }\n", tail: "output: 5\n")
        let step = try #require(pipeline.steps.first)
        #expect(pipeline.description == "Says it." && pipeline.deadline == .seconds(300))
        #expect(pipeline.inputSchema == ["type": "object", "required": ["n"]])
        #expect(pipeline.input.validate([:]).count == 1)
        #expect(step.id == "a" && step.uses == "log.write" && step.timeout == .seconds(90) && step.progress == 7)
        #expect(step.when?.source == "input.n > 1")
        #expect(try step.with.evaluate([:]) == ["message": "a"])
        #expect(try pipeline.output?.evaluate([:]) == 5)
    }

    @Test("is told by the SHA-256 of its text")
    func hash() throws {
        let text = "kind: pipeline\nname: p\nsteps:\n- { id: a, uses: b.c }\n"
        let pipeline = try PipelineDefinition(pinned: text, name: "p")
        #expect(pipeline.hash == "36713fe98805ae32f5d8edfb249a026f8b72067b50e1a4ae2400f0da97c33ca5")
        #expect(try PipelineDefinition(pinned: text + "#", name: "p").hash != pipeline.hash)
    }

    @Test(
        "spreads progress evenly over steps that do not say, never backwards",
        arguments: [
            ([nil], [100]), ([nil, nil, nil], [33, 66, 100]), ([10, nil, 90, nil], [10, 50, 90, 100]),
            ([80, nil, nil], [80, 80, 100]), ([0, 0, 100], [0, 0, 100]),
        ] as [([Int?], [Int])])
    func progress(declared: [Int?], reached: [Int]) throws {
        let steps = declared.enumerated().map { index, progress in
            "  - { id: s\(index), \(log)\(progress.map { ", progress: \($0)" } ?? "") }\n"
        }
        let text = "kind: pipeline\nname: report\nsteps:\n\(steps.joined())"
        let pipeline = try PipelineDefinition(pinned: text, name: "report")
        #expect(pipeline.steps.map(\.progress) == reached)
    }

    @Test(
        "reads retry policies",
        arguments: [
            ("{ delays: [1s, 4s] }", RetryPolicy(.delays([.seconds(1), .seconds(4)]))),
            (
                "{ delays: [1s], on: [timeout, odd], cap: 2m, jitter: 0 }",
                RetryPolicy(.delays([.seconds(1)]), cap: .seconds(120), jitter: 0, on: [.timeout, "odd"])
            ),
            ("{ attempts: 3 }", RetryPolicy(.exponential(initial: .seconds(1), factor: 2, attempts: 3))),
            (
                "{ attempts: 5, initial: 500ms, factor: 1.5, jitter: 1 }",
                RetryPolicy(.exponential(initial: .milliseconds(500), factor: 1.5, attempts: 5), jitter: 1)
            ),
            ("{ delays: [] }", RetryPolicy.none),
        ])
    func retry(text: String, policy: RetryPolicy) throws {
        #expect(try ProjectFolder.pipeline("{ id: a, \(log), retry: \(text) }").steps.first?.retry == policy)
    }

    @Test(
        "takes a whole-value expression in `when`, in whatever style",
        arguments: [
            "when: input.a == 1", "when: \"${{ input.a == 1 }}\"", "when: 'input.a == 1'",
            "when: |\n    ${{ input.a == 1 }}\n",
        ])
    func when(text: String) throws {
        let source = "kind: pipeline\nname: p\nsteps:\n- id: a\n  uses: log.write\n  with: { message: a }\n  \(text)\n"
        let when = try #require(try PipelineDefinition(pinned: source, name: "p").steps.first?.when)
        #expect(try isTrue(when, a: 1))
        #expect(try isTrue(when, a: 2) == false)
    }

    private func isTrue(_ expression: Expression, a: JSONValue) throws -> Bool {
        guard case .bool(let value) = try expression.evaluate(["input": CELValue(["a": a])]) else { return false }
        return value
    }

    @Test("is read back from the text a job is pinned to, whatever plugins there are now")
    func pinned() throws {
        let text =
            "kind: pipeline\nname: old\nsteps:\n  - { id: a, uses: gone.plugin, with: { x: \"${{ input.x }}\" } }\n"
        let pipeline = try PipelineDefinition(pinned: text, name: "old")
        #expect(pipeline.name == "old" && pipeline.steps.map(\.uses) == ["gone.plugin"] && pipeline.text == text)
    }

    @Test(
        "that cannot be read any more says why",
        arguments: [
            ("kind: pipeline\nname: old\nstages: []\nsteps: [{ id: a, uses: b.c }]\n", "E0201"), ("a: [", "E0104"),
            ("", "E0112"), ("kind: pipeline\nname: old\nsteps: [{ id: a, uses: b.c, when: \"1 +\" }]\n", "E0401"),
        ])
    func unreadable(text: String, code: String) {
        let error = #expect(throws: Diagnostic.self) { try PipelineDefinition(pinned: text, name: "old") }
        #expect(error?.code == code)
        #expect(error?.file == "old (pinned)")
    }
}
