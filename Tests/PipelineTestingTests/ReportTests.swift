import Broker
import JSONModel
import PipelineDefinitions
import Testing

@testable import PipelineTesting

@Suite("Reports of tests")
struct ReportTests {
    private static let tests = """
        - name: greets & leaves
          input: { url: a }
          mocks: { page: [{ fails: rate_limit }, { output: { text: hello, size: 5 } }] }
          expect:
            status: completed
            result:
              # what the page says
              text: hello   # a word
        - name: says <bye>
          input: { url: a }
          mocks: { page: { output: { text: hello, size: 5 } } }
          expect:
            result:
              text: bye     # kept
              size: 7
              by: eve
        """

    private func run(_ tests: String = tests) async throws -> (TestReport, [SourceFile]) {
        let reading = try TestBench.reading(tests: tests)
        let project = try #require(reading.project, "\(reading.diagnostics)")
        let report = try await PipelineTestRunner(project: project, registry: TestBench.registry()).run(project.tests)
        return (report, reading.files)
    }

    @Test("The text names each test, and shows a failure where the expectation stands")
    func text() async throws {
        let (report, files) = try await run()
        let text = TextReport(files: files)
        #expect(text.lines(for: report.results[0]) == ["✓ report: greets & leaves  took 1s"])
        #expect(
            text.lines(for: report.results[1]).prefix(6) == [
                "✗ report: says <bye>",
                "  result.text  pipelines/report.test.yaml:18:15",
                "  18 |         text: bye     # kept",
                "     |               ^^^",
                "    wanted  \"bye\"",
                "    came    \"hello\"",
            ])
        #expect(text.summary(report, seconds: 0.084) == "1 passed, 1 failed in 0.08 s")
        #expect(text.summary(report, seconds: 12) == "1 passed, 1 failed in 12.00 s")
    }

    @Test("Colours go where the painter is asked")
    func colours() async throws {
        let (report, files) = try await run()
        let text = TextReport(files: files) { text, ink in "<\(ink):\(text)>" }
        #expect(text.lines(for: report.results[0]).first?.hasPrefix("<good:✓>") == true)
        #expect(text.lines(for: report.results[1]).first?.hasPrefix("<bad:✗>") == true)
    }

    @Test("A name with an escape sequence does not reach the terminal")
    func escapes() async throws {
        let (report, files) = try await run(
            "- { name: \"\\e[2J\", input: { url: a }, mocks: { page: { fails: not_found } }, expect: { status: failed } }"
        )
        #expect(TextReport(files: files).lines(for: report.results[0]).joined().contains("\u{1B}") == false)
    }

    @Test("JSON holds what a program wants to know")
    func json() async throws {
        let value = try await run().0.jsonValue(seconds: 1)
        #expect(value["passed"] == 1)
        #expect(value["failed"] == 1)
        let failure = value["tests"]?[1]?["failures"]?[0]
        #expect(failure?["message"] == "result.text")
        #expect(failure?["line"] == 18)
        #expect(failure?["came"] == "hello")
        #expect(value["coverage"]?["pipelines"]?[0]?["steps"]?[0]?["id"] == "a")
    }

    @Test("JUnit XML is escaped and counts each file")
    func junit() async throws {
        let (report, files) = try await run()
        let xml = JUnitReport(files: files).xml(for: report, seconds: 1.5)
        #expect(xml.contains("<testsuites name=\"millrace\" tests=\"2\" failures=\"1\" time=\"1.500\">"))
        #expect(xml.contains("<testsuite name=\"pipelines/report.test.yaml\" tests=\"2\" failures=\"1\""))
        #expect(xml.contains("name=\"greets &amp; leaves\""))
        #expect(xml.contains("<failure message=\"result.text\">result.text  pipelines/report.test.yaml:18:15"))
        #expect(!xml.contains("<bye>"))
    }

    @Test("Coverage names what no test has reached")
    func coverage() async throws {
        let (report, files) = try await run()
        let pipeline = try #require(report.coverage.pipelines.first { $0.name == "report" })
        let steps = Dictionary(uniqueKeysWithValues: pipeline.steps.map { ($0.id, $0) })
        #expect(steps["page"]?.ran == 3)
        #expect(steps["page"]?.retried == 1)
        #expect(steps["shout"]?.skipped == 2)
        #expect(steps["shout"]?.gaps == ["never ran"])
        #expect(steps["keep"]?.gaps == [])
        #expect((pipeline.covered, pipeline.branches, pipeline.percent) == (5, 6, 83))
        let text = TextReport(files: files).lines(for: report.coverage)
        #expect(text.contains("report  83 %  (5 of 6)"))
        #expect(text.contains("  page     3        -       0        1          0"))
        #expect(text.contains("  not covered: `shout` never ran"))
        #expect(report.coverage.percent == 71)
    }

    @Test("Coverage counts failures and timeouts, of tries that were repeated too")
    func failures() async throws {
        let (report, _) = try await run(
            "- { name: a, input: { url: a }, mocks: { page: { takes: 2m } }, expect: { status: timeout } }")
        let page = report.coverage.pipelines.first { $0.name == "report" }?.steps.first
        #expect((page?.ran, page?.retried, page?.failed, page?.timedOut) == (6, 4, 2, 6))
    }

    @Test("--update replaces what differs in the result, and no comment")
    func update() async throws {
        let (report, files) = try await run()
        let update = ResultUpdate(report.results, files: files)
        let old = try #require(files.first { $0.path.hasSuffix(".test.yaml") }).text
        let new = try #require(update.texts["pipelines/report.test.yaml"])
        #expect((update.texts.count, update.replaced, update.left) == (1, 3, 0))
        #expect(
            new
                == old.replacing("text: bye     # kept", with: "text: hello     # kept")
                .replacing("size: 7", with: "size: 5").replacing("by: eve", with: "by: ada"))
    }

    @Test("--update leaves what a value cannot mend, and what is no result")
    func updateLeaves() async throws {
        let (report, files) = try await run(
            """
            - name: it
              input: { url: a }
              mocks: { page: { output: { text: hello, size: 5 } } }
              expect: { deliveries: 3, result: { other: 1, text: { $matches: x }, size: null } }
            """)
        let update = ResultUpdate(report.results, files: files)
        #expect((update.replaced, update.left) == (1, 3))
        #expect(update.texts["pipelines/report.test.yaml"]?.contains("size: 5 } }") == true)
    }

    @Test("--fail-fast begins no test after a failure")
    func failFast() async throws {
        let reading = try TestBench.reading(
            tests: (1...5).map {
                "- { name: t\($0), input: { url: a }, mocks: { page: { fails: not_found } }, expect: { status: completed } }"
            }
            .joined(separator: "\n"))
        let project = try #require(reading.project)
        let runner = try PipelineTestRunner(project: project, registry: TestBench.registry())
        #expect(await runner.run(project.tests, stopsAtFailure: true).results.map(\.test.name) == ["t1"])
        #expect(await runner.run(project.tests, atOnce: 3).results.map(\.test.name) == ["t1", "t2", "t3", "t4", "t5"])
    }
}
