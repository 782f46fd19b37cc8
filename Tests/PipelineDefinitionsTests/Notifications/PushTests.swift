import Expressions
import JSONModel
import PipelineDefinitions
import Testing

@Suite("A push")
struct PushTests {
    private let good = "kind: pipeline\nname: good\nsteps:\n  - { id: a, uses: log.write, with: { message: a } }\n"

    private func read(_ subscriptions: String...) throws -> ProjectReading {
        let lines = subscriptions.map { "      \($0)\n" }.joined()
        let routing =
            "kind: routing\ntopics:\n  jobs:\n    subscriptions:\n"
            + "      good: { match: { jobType: good }, pipeline: good }\n" + lines
        return try ProjectFolder.read(["good.yaml": good, "routing.yaml": routing])
    }

    /// The job's third delivery.
    private static let bindings = ["input": CELValue(["order": 7]), "job": CELValue(["attempt": 3])]

    @Test("is a pipeline of one step with the message's payload as body")
    func expansion() throws {
        let reading = try read(
            "to-orders: { match: { jobType: order }, push: { url: 'https://a.b', headers: { X: y } } }")
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics.map(\.message))")
        let project = try #require(reading.project)
        let pipeline = try #require(project.pipeline(named: "push_to_orders"))
        #expect(pipeline.isGenerated)
        #expect(pipeline.steps.map(\.uses) == ["http.push"])
        let given = try pipeline.steps[0].with.evaluate(Self.bindings)
        #expect(given == ["url": "https://a.b", "headers": ["X": "y"], "body": ["order": 7], "retried": 2])
        #expect(project.routing.subscriptions.last?.pipeline == "push_to_orders")
        #expect(try PipelineDefinition(pinned: pipeline.text, name: "push").hash == pipeline.hash)
    }

    @Test("may have a body and a timeout of its own")
    func fields() throws {
        let push = "{ url: 'https://a.b', body: '${{ input.order }}', timeout: 5s }"
        let project = try #require(try read("orders: { match: { jobType: order }, push: \(push) }").project)
        let step = try #require(project.pipeline(named: "push_orders")?.steps.first)
        #expect(step.timeout == .seconds(5))
        #expect(try step.with.evaluate(Self.bindings)["body"] == 7)
    }

    @Test("does not take the name of a pipeline that there is")
    func names() throws {
        let own = good.replacing("name: good", with: "name: push_orders")
        let routing =
            "kind: routing\ntopics: { jobs: { subscriptions: { orders: { match: { jobType: a }, push: { url: 'https://a.b' } }, "
            + "own: { match: { jobType: b }, pipeline: push_orders } } } }\n"
        let reading = try ProjectFolder.read(["own.yaml": own, "routing.yaml": routing])
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.project?.routing.subscriptions.map(\.pipeline) == ["push_orders_2", "push_orders"])
    }

    @Test(
        "with a mistake is told at its own lines",
        arguments: [
            ("push: {}", ["E0304"]), ("push: 3", ["E0204"]), ("push: { url: 'https://a.b', methd: PUT }", ["E0303"]),
            ("push: { url: 'https://a.b', method: PATCHY }", ["E0205"]),
            ("push: { url: 'https://a.b' }, pipeline: good", ["E1307"]),
            ("psuh: { url: 'https://a.b' }", ["E0201", "E0203"]),
            ("push: { url: 'https://a.b', body: '${{ inptu }}' }", ["E0402"]),
        ])
    func mistakes(text: String, codes: [String]) throws {
        let reading = try read("orders: { match: { jobType: order }, \(text) }")
        #expect(reading.diagnostics.map(\.code) == codes, "\(reading.diagnostics.map(\.message))")
        #expect(reading.diagnostics.allSatisfy { $0.file == "pipelines/routing.yaml" && $0.range.start.line == 6 })
    }
}
