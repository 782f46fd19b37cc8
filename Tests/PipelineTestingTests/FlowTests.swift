import Foundation
import PipelineDefinitions
import PipelineTesting
import Testing

@Suite("Tests of pipelines with groups, lists, pipelines inside and kept results")
struct FlowTests {
    private static let inner = """
        kind: pipeline
        name: inner
        input: { type: object, required: [url], properties: { url: { type: string } } }
        steps:
          - { id: load, uses: web.fetch, with: { url: "${{ input.url }}" }, when: input.url != "none" }
        output: "${{ steps.load.?output.text.orValue('') }}"

        """

    private static func report(_ steps: String, _ rest: String) -> String {
        "kind: pipeline\nname: report\n\(rest)\nsteps:\n\(steps)\n"
    }

    private func result(_ test: String, _ pipeline: String, routing: String? = nil) async throws -> TestResult {
        let lines = test.split(separator: "\n", omittingEmptySubsequences: false)
        let item = "  - name: it\n" + lines.map { "    " + $0 }.joined(separator: "\n") + "\n"
        var files = [
            "pipelines/report.yaml": pipeline, "pipelines/inner.yaml": Self.inner,
            "pipelines/report.test.yaml": "kind: tests\npipeline: report\ntests:\n\(item)",
        ]
        files["pipelines/routing.yaml"] = routing
        let reading = Project.read(.texts(files), registry: try TestBench.registry())
        let text = DiagnosticRenderer(sources: reading.files).text(for: reading.diagnostics)
        let project = try #require(reading.project, "\(text)")
        let runner = try PipelineTestRunner(project: project, registry: try TestBench.registry())
        let report = await runner.run(project.tests)
        return try #require(report.results.first, "\(text)")
    }

    private func expectNothing(_ test: String, _ pipeline: String) async throws {
        #expect(try await result(test, pipeline).failures == [])
    }

    private static let group = report(
        """
          - parallel:
              - { id: a, uses: web.fetch, with: { url: a } }
              - { id: b, uses: web.fetch, with: { url: b } }
              - { id: c, uses: web.fetch, with: { url: c } }
        """, #"output: "${{ steps.a.output.text + steps.b.output.text + steps.c.output.text }}""#)

    @Test("Members of a group take the time of the longest, the same in every run")
    func group() async throws {
        for _ in 1...20 {
            try await expectNothing(
                """
                mocks:
                  a: { takes: 3s, output: { text: x, size: 1 } }
                  b: { takes: 7s, output: { text: y, size: 1 } }
                  c: { takes: 7s, output: { text: z, size: 1 } }
                expect:
                  status: completed
                  result: xyz
                  took: 7s
                  events:
                    - { type: step.completed, data: { step: a } }
                    - { type: step.completed, data: { step: b } }
                    - { type: step.completed, data: { step: c } }
                """, Self.group)
        }
    }

    @Test("The first member that fails stops the others")
    func groupFails() async throws {
        try await expectNothing(
            """
            mocks:
              a: { takes: 3s, fails: not_found }
              b: { takes: 30s, output: { text: y, size: 1 } }
              c: { takes: 1s, output: { text: z, size: 1 } }
            expect:
              status: failed
              error: { code: not_found, step: a }
              took: 3s
              steps: { a: { status: failed }, b: { status: not_run, attempts: 1 }, c: { status: completed } }
            """, Self.group)
    }

    private static let list = report(
        """
          - id: pages
            uses: web.fetch
            for_each: [one, none, two, one]
            at_once: 2
            when: item != "none"
            with: { url: "${{ item }}" }
            retry: { delays: [1s] }
        """, #"output: "${{ steps.pages.output.map(page, page == null ? '-' : page.text) }}""#)

    @Test("One mock stands for all items, and an item may have its own")
    func items() async throws {
        try await expectNothing(
            """
            mocks:
              pages: { takes: 2s, output: { text: all, size: 1 } }
              pages.2: [{ fails: rate_limit }, { output: { text: mine, size: 1 } }]
            expect:
              status: completed
              result: [all, "-", mine, all]
              steps:
                pages: { status: completed, attempts: 4 }
                pages.0: { attempts: 1, with: { url: one } }
                pages.1: { status: skipped, attempts: 0 }
                pages.2: { attempts: 2, with: { url: two } }
            """, Self.list)
    }

    @Test("A failing item is found under its number, and fails the list")
    func failingItem() async throws {
        try await expectNothing(
            """
            mocks: { pages: { output: { text: all, size: 1 } }, pages.2: { fails: not_found } }
            expect:
              status: failed
              error: { code: not_found, step: pages }
              steps: { pages: { status: failed }, pages.2: { status: failed }, pages.0: { status: completed } }
            """, Self.list)
    }

    private static let nested = report(
        """
          - { id: sub, uses: pipeline/inner, with: { url: a } }
          - { id: all, uses: pipeline/inner, for_each: [b, none], with: { url: "${{ item }}" } }
        """, #"output: ["${{ steps.sub.output }}", "${{ steps.all.output }}"]"#)

    @Test("Steps of a pipeline inside are mocked and found under its step")
    func inside() async throws {
        try await expectNothing(
            """
            mocks:
              sub.load: { output: { text: x, size: 1 } }
              all.load: { output: { text: y, size: 1 } }
            expect:
              status: completed
              result: [x, [y, ""]]
              steps:
                sub: { status: completed }
                sub.load: { with: { url: a }, output: { text: x } }
                all.0.load: { attempts: 1 }
                all.1.load: { status: skipped }
            """, Self.nested)
    }

    @Test("A pipeline inside is covered by the tests of those that use it")
    func coverage() async throws {
        let result = try await result(
            """
            mocks: { sub.load: { output: { text: x, size: 1 } }, all.load: { output: { text: y, size: 1 } } }
            expect: { status: completed }
            """, Self.nested)
        let reading = Project.read(
            .texts(["pipelines/inner.yaml": Self.inner, "pipelines/report.yaml": Self.nested]),
            registry: try TestBench.registry())
        let pipelines = try #require(reading.project).pipelines
        let report = TestReport(results: [result], pipelines: pipelines)
        #expect(report.coverage.pipelines.map(\.percent) == [100, 100])
    }

    private static let kept = report(
        """
          - id: pages
            uses: web.fetch
            for_each: [one, one, one]
            at_once: 3
            with: { url: "${{ item }}" }
            cache: { key: v1, ttl: 1h }
        """, #"output: "${{ size(steps.pages.output) }}""#)

    @Test("Items that want the same make one call")
    func kept() async throws {
        try await expectNothing(
            """
            mocks: { pages: { takes: 5s, output: { text: all, size: 1 } } }
            expect:
              result: 3
              took: 5s
              steps: { pages: { attempts: 1 }, pages.0: { attempts: 1 }, pages.2: { attempts: 0, output: { text: all } } }
            """, Self.kept)
    }

    @Test("What closes a job is expected like any step")
    func closing() async throws {
        let pipeline = Self.report(
            "  - { id: page, uses: web.fetch, with: { url: a } }",
            """
            on_failure:
              - { id: tell, uses: events.emit, with: { type: report.failed, data: { code: "${{ failure.code }}" } } }
            always:
              - { id: clean, uses: events.emit, with: { type: report.cleaned } }
            """)
        try await expectNothing(
            """
            mocks: { page: { fails: not_found } }
            expect:
              status: failed
              steps: { tell: { status: completed }, clean: { status: completed } }
              events: [{ type: report.failed, data: { code: not_found } }, { type: report.cleaned }]
            """, pipeline)
    }

    @Test("A job of a batch waits for others, runs alone if none comes, and has its own result")
    func batch() async throws {
        let pipeline = Self.report(
            #"  - { id: page, uses: web.fetch, with: { url: "${{ string(size(input)) }}" } }"#,
            """
            input: { type: array, items: { type: object, required: [n] } }
            output: "${{ input.map(one, [one.n, steps.page.output.text]) }}"
            """)
        let routing = """
            kind: routing
            topics:
              jobs:
                subscriptions:
                  reports: { match: { jobType: report }, pipeline: report, batch: { size: 5, wait: 3s } }
            """
        let result = try await result(
            """
            input: { n: 7 }
            mocks: { page: { takes: 1s, output: { text: x, size: 1 } } }
            expect: { status: completed, result: [7, x], took: 4s, steps: { page: { with: { url: "1" } } } }
            """, pipeline, routing: routing)
        #expect(result.failures == [])
    }
}
