import Expressions
import JSONModel
import PipelineDefinitions
import Testing

@Suite("The control flow of a pipeline")
struct ControlFlowReadingTests {
    private let log = "uses: log.write, with: { message: a }"

    @Test("keeps steps in one list, with the number of their group")
    func groups() throws {
        let pipeline = try ProjectFolder.pipeline(
            "{ id: a, \(log) }", "{ parallel: [{ id: b, \(log) }, { id: c, \(log) }], at_once: 2 }",
            "{ parallel: [{ id: d, \(log) }] }", "{ id: e, \(log) }")
        #expect(pipeline.steps.map(\.id) == ["a", "b", "c", "d", "e"])
        let first = StepGroup(number: 0, atOnce: 2)
        #expect(pipeline.steps.map(\.group) == [nil, first, first, StepGroup(number: 1, atOnce: nil), nil])
        #expect(pipeline.steps.map(\.progress) == [20, 40, 60, 80, 100])
    }

    @Test("counts groups over all lists, and keeps each list apart")
    func sections() throws {
        let pipeline = try ProjectFolder.pipeline(
            "{ id: a, progress: 70, \(log) }", "{ parallel: [{ id: b, \(log) }] }",
            tail: """
                on_failure: [{ parallel: [{ id: c, \(log) }] }]
                always: [{ id: d, \(log) }, { parallel: [{ id: e, \(log) }] }]
                """)
        #expect(pipeline.steps.map(\.id) == ["a", "b"])
        #expect(pipeline.onFailure.map(\.id) == ["c"] && pipeline.onFailure.first?.group?.number == 1)
        #expect(pipeline.always.map(\.id) == ["d", "e"] && pipeline.always.last?.group?.number == 2)
        #expect(pipeline.allSteps.map(\.progress) == [70, 100, 100, 100, 100])
    }

    @Test("does not want the members of a group to end in their order")
    func progressInGroups() throws {
        let pipeline = try ProjectFolder.pipeline(
            "{ parallel: [{ id: a, progress: 60, \(log) }, { id: b, progress: 30, \(log) }] }", "{ id: c, \(log) }")
        #expect(pipeline.steps.map(\.progress) == [60, 30, 100])
        let files = [
            "a.yaml": "kind: pipeline\nname: a\nsteps:\n  - parallel: [{ id: a, progress: 60, \(log) }]\n"
                + "  - { id: b, progress: 50, \(log) }\n"
        ]
        #expect(try ProjectFolder.read(files).diagnostics.map(\.code) == ["E0306"])
    }

    @Test("has what a step says of its items and its cache")
    func steps() throws {
        let pipeline = try ProjectFolder.pipeline(
            "{ id: a, for_each: [1, 2], at_once: 3, uses: feed.read, with: { url: 'https://x.y' }, cache: { key: [v1], ttl: 2h } }",
            "{ id: b, for_each: '${{ steps.a.output }}', \(log) }", "{ id: c, \(log) }")
        let (a, b, c) = (pipeline.steps[0], pipeline.steps[1], pipeline.steps[2])
        #expect(try a.forEach?.evaluate([:]) == [1, 2] && a.atOnce == 3)
        #expect(try a.cache?.key.evaluate([:]) == ["v1"] && a.cache?.timeToLive == .seconds(7200))
        #expect(b.forEach != nil && b.atOnce == 1 && b.cache == nil)
        #expect(c.forEach == nil && c.atOnce == 1 && c.group == nil && c.pipeline == nil)
    }

    @Test("names the secrets and variables that items, keys of caches and final steps need")
    func needs() throws {
        let pipeline = try ProjectFolder.pipeline(
            "{ id: a, for_each: '${{ [env.one] }}', uses: feed.read, with: { url: 'https://x.y' }, cache: { key: '${{ env.two }}', ttl: 1d } }",
            tail: "always: [{ id: b, when: 'env.three == \"\"', \(log) }]\n")
        #expect(pipeline.neededVariables == ["one", "three", "two"])
    }

    @Test("of a subscription is its batch and who waits")
    func routing() throws {
        let report =
            "kind: pipeline\nname: report\ninput: { type: array, items: { type: integer } }\nsteps: [{ id: a, \(log) }]\noutput: '${{ input }}'\n"
        func subscription(_ text: String) throws -> SubscriptionDefinition? {
            let routing = "kind: routing\ntopics: { jobs: { subscriptions: { all: \(text) } } }\n"
            return try ProjectFolder.read(["a.yaml": report, "r.yaml": routing]).project?.routing.subscriptions.first
        }
        let batch = try subscription("{ pipeline: report, batch: { size: 20, wait: 2s, by: message.creatorId } }")?
            .batch
        #expect(batch?.size == 20 && batch?.wait == .seconds(2) && batch?.by?.source == "message.creatorId")
        let plain = try subscription("{ pipeline: report, batch: { size: 1 } }")?.batch
        #expect(plain?.size == 1 && plain?.wait == .zero && plain?.by == nil)
        let rules = try subscription(
            "{ pipeline: report, dispatch: [{ when: size(input) < 3, run: inline }, { run: queued }] }")?.dispatch
        #expect(rules?.map(\.run) == [.inline, .queued] && rules?.map { $0.when?.source } == ["size(input) < 3", nil])
        let silent = try subscription("{ pipeline: report }")
        #expect(silent?.batch == nil && silent?.dispatch.isEmpty == true)
    }

    @Test("checks each payload of a batch against the items of the input")
    func payloads() throws {
        let text = """
            kind: pipeline
            name: report
            input: { type: array, maxItems: 20, items: { $ref: '#/$defs/one' }, $defs: { one: { type: integer } } }
            steps: [{ id: a, \(log) }]
            """
        let routing =
            "kind: routing\ntopics: { jobs: { subscriptions: { all: { pipeline: report, batch: { size: 2 } } } } }\n"
        func codes(_ payload: String) throws -> [String] {
            let schedules = "kind: schedules\nschedules: { s: { cron: '0 3 * * *', job: a, payload: \(payload) } }\n"
            return try ProjectFolder.read(["a.yaml": text, "r.yaml": routing, "s.yaml": schedules]).diagnostics
                .map(\.code)
        }
        #expect(try codes("3") == [])
        #expect(try codes("[3]") == ["E0704"])
        #expect(try codes("x") == ["E0704"])
    }
}
