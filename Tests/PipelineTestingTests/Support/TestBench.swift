import PipelineDefinitions
import PipelineTesting
import StepKit
import Testing

/// A project of texts, and its tests.
enum TestBench {
    static func registry() throws -> StepRegistry {
        try StepRegistry([
            FetchStep.self, CutStep.self, MakeStep.self, SaveStep.self, EmitStep.self, PublishStep.self,
        ])
    }

    static let report = """
        kind: pipeline
        name: report
        input:
          type: object
          required: [url]
          properties: { url: { type: string }, loud: { type: boolean } }
        steps:
          - id: page
            uses: web.fetch
            with: { url: "${{ input.url }}" }
            timeout: 30s
            retry: { delays: [1s, 4s], on: [rate_limit, timeout] }
          - id: shout
            uses: events.emit
            when: has(input.loud) && input.loud
            with: { type: report.loud, data: { size: "${{ steps.page.output.size }}" } }
          - id: keep
            uses: records.save
            with: { collection: pages, id: "${{ job.id }}", value: "${{ steps.page.output.text }}" }
          - id: tell
            uses: message.publish
            with: { job_type: digest, payload: { size: "${{ steps.page.output.size }}" }, delay: 1h }
        output: { text: "${{ steps.page.output.text }}", size: "${{ steps.page.output.size }}", by: "${{ env.name }}" }
        """

    static let routing = """
        kind: routing
        topics:
          jobs:
            subscriptions:
              reports: { match: { jobType: report }, pipeline: report, deliveries: 2, backoff: [1d], ttl: 10d }
              digests: { match: { jobType: digest }, pipeline: digest }
        """

    static let digest = "kind: pipeline\nname: digest\nsteps:\n  - { id: a, uses: events.emit, with: { type: a.b } }\n"

    /// - Parameter tests: the items of `tests`, without indentation.
    static func reading(
        tests: String, head: String = "env: { name: ada }\n", pipeline: String = report, routing: String = routing
    ) throws -> ProjectReading {
        let items = tests.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        let file = "kind: tests\npipeline: report\n\(head)tests:\n" + items.joined(separator: "\n") + "\n"
        return Project.read(
            .texts([
                "pipelines/report.yaml": pipeline, "pipelines/routing.yaml": routing, "pipelines/digest.yaml": digest,
                "pipelines/report.test.yaml": file,
            ]), registry: try registry())
    }

    /// Findings become an error with their text.
    static func run(
        tests: String, head: String = "env: { name: ada }\n", pipeline: String = report, routing: String = routing,
        allowsReal: Bool = false
    ) async throws -> TestReport {
        let reading = try reading(tests: tests, head: head, pipeline: pipeline, routing: routing)
        let text = DiagnosticRenderer(sources: reading.files).text(for: reading.diagnostics)
        let project = try #require(reading.project, "\(text)")
        try #require(!project.tests.isEmpty, "\(text)")
        let runner = try PipelineTestRunner(project: project, registry: registry(), allowsReal: allowsReal)
        return await runner.run(project.tests)
    }

    /// The only test's result.
    static func result(
        _ test: String, pipeline: String = report, routing: String = routing, allowsReal: Bool = false
    ) async throws -> TestResult {
        let lines = test.split(separator: "\n", omittingEmptySubsequences: false)
        let item = "- name: it\n" + lines.map { "  " + $0 }.joined(separator: "\n")
        let report = try await run(tests: item, pipeline: pipeline, routing: routing, allowsReal: allowsReal)
        return try #require(report.results.first)
    }

    /// What the failures of the only test say, in their order.
    static func failures(_ test: String, pipeline: String = report, routing: String = routing) async throws -> [String]
    {
        try await result(test, pipeline: pipeline, routing: routing).failures.map(\.message)
    }
}

/// A test whose only page is this.
let page = "input: { url: a }\nmocks: { page: { output: { text: hello, size: 5 } } }\n"
