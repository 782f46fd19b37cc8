import JSONModel
import PipelineGraph
import Testing

@Suite("The graph of a pipeline")
struct PipelineGraphTests {
    @Test("has its input, its steps in order and its output, each after the one before")
    func order() throws {
        let graph = try Sketch.pipeline(
            "{ id: b, uses: log.write, with: { message: x } }", "{ id: a, uses: log.write, with: { message: y } }")
        #expect(graph.nodes.map(\.title) == ["input", "b", "a", "output"])
        #expect(graph.nodes.map(\.subtitle) == [nil, "log.write", "log.write", nil])
        #expect(graph.edges.map { "\($0.from) \($0.to)" } == ["input step:b", "step:b step:a", "step:a output"])
        #expect(graph.edges.allSatisfy { $0.kind == .next && $0.label == nil })
    }

    @Test("shows which step reads which output, and a step next to it once")
    func data() throws {
        let graph = try Sketch.pipeline(
            "{ id: a, uses: log.write, with: { message: '${{ input.who }} ${{ input.what.size }}' } }",
            "{ id: b, uses: log.write, when: 'steps.a.status == \"completed\"', with: { message: ['${{ steps.a.output.size }}', '${{ input.who }}'] } }",
            "{ id: c, uses: log.write, with: { message: '${{ steps.a.output.lines + steps.a.output.lines }}' } }",
            tail: "output: { all: '${{ steps.a.output }}' }\n")
        let data = graph.edges.filter { $0.kind == .data }.map { "\($0.from) \($0.to) \($0.label ?? "")" }
        #expect(data == ["input step:b who", "step:a step:c lines", "step:a output output"])
        let next = graph.edges.filter { $0.kind == .next }.map { $0.label ?? "" }
        #expect(next == ["who, what", "status, size", "", ""])
    }

    @Test("shows conditions, timeouts, retries and what is published")
    func facts() throws {
        let graph = try Sketch.pipeline(
            "{ id: a, uses: log.write, when: 'input.x > 1', timeout: 90s, retry: { delays: [1s, 4s], on: [timeout] }, with: { message: x } }",
            "{ id: b, uses: events.emit, retry: { attempts: 5, initial: 2s, factor: 2 }, with: { type: report.ready } }",
            "{ id: c, uses: message.publish, with: { topic: mails, job_type: '${{ input.type }}' } }",
            head: "deadline: 10m\n")
        #expect(graph.nodes.map(\.isConditional) == [false, true, false, false, false])
        #expect(graph.nodes[0].details == ["deadline 10m"])
        #expect(graph.nodes[1].details == ["when input.x > 1", "timeout 1m30s", "retry after 1s, 4s on timeout"])
        #expect(graph.nodes[2].details == ["timeout 1m", "5 tries, first after 2s times 2", "emits report.ready"])
        #expect(graph.nodes[3].details == ["timeout 1m", "publishes a job to mails"])
    }

    @Test("names at most four fields an arrow")
    func manyFields() throws {
        let fields = "abcdef".map { "${{ input.\($0) }}" }.joined(separator: " ")
        let graph = try Sketch.pipeline("{ id: a, uses: log.write, with: { message: '\(fields)' } }")
        #expect(graph.edges.first?.label == "a, b, c, 3 more")
    }

    @Test("leads through groups side by side, and after a failure another way to the end")
    func flow() throws {
        let graph = try Sketch.flow()
        #expect(graph.nodes.map(\.title) == ["input", "left", "right", "each", "sub", "tell", "tidy", "output"])
        let ways = graph.edges.filter { $0.kind != .data }.map { "\($0.from) \($0.kind.rawValue) \($0.to)" }
        #expect(
            ways == [
                "input next step:left", "input next step:right", "step:left next step:each",
                "step:right next step:each", "step:each next step:sub", "step:sub failure step:tell",
                "step:sub next step:tidy", "step:tell next step:tidy", "step:tidy next output",
            ])
        let data = graph.edges.filter { $0.kind == .data }.map { "\($0.from) \($0.to) \($0.label ?? "")" }
        #expect(data == ["input step:each names", "step:each output output"])
    }

    @Test("says of each step how often and when it runs")
    func modes() throws {
        let graph = try Sketch.flow()
        func details(_ title: String) -> [String] { graph.nodes.first { $0.title == title }?.details ?? [] }
        #expect(details("left") == ["in parallel, 2 at once", "timeout 1m"])
        #expect(details("each") == ["for each of input.names, 4 at once", "timeout 1m"])
        #expect(details("sub") == ["timeout 10m"])
        #expect(details("tell") == ["on failure", "timeout 1m", "emits report.failed"])
        #expect(details("tidy") == ["always", "timeout 1m", "cached for 1d"])
        #expect(graph.nodes.filter(\.isConditional).map(\.title) == ["tell"])
        #expect(graph.nodes.first { $0.title == "sub" }?.kind == .pipeline)
    }

    @Test("is the same as JSON for programs")
    func json() throws {
        let value = try Sketch.pipeline("{ id: a, uses: log.write, with: { message: x } }").jsonValue
        #expect(value["title"] == "Pipeline report")
        #expect(value["nodes"]?[1]?["id"] == "step:a")
        #expect(value["edges"]?[0] == ["from": "input", "to": "step:a", "kind": "next", "label": nil])
    }
}
