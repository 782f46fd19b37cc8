import Foundation
import JSONModel
import Testing

@Suite("millrace test", .serialized)
struct TestCommandTests {
    private static let greet = """
        kind: pipeline
        name: greet
        input: { type: object, required: [name], properties: { name: { type: string } } }
        steps:
          - { id: say, uses: log.write, when: 'input.name != "nobody"', with: { message: "hello ${{ input.name }}" } }
          - { id: last, uses: records.get, with: { collection: names, id: last, required: false } }
          - { id: keep, uses: records.save, with: { collection: names, id: last, value: "${{ input.name }}" } }
        output: { greeted: "${{ input.name }}", job: "${{ job.id }}", again: "${{ steps.last.output.found }}" }
        """

    private static func tests(greeted: String) -> String {
        """
        kind: tests
        pipeline: greet
        tests:
          # what it promises
          - name: greets
            input: { name: Ada }
            expect:
              status: completed
              result: { greeted: \(greeted) }   # by name

        """
    }

    private func project(greeted: String = "Ada") throws -> TestProject {
        try TestProject(
            withShippedPipelines: false, ["greet.yaml": Self.greet, "greet.test.yaml": Self.tests(greeted: greeted)])
    }

    @Test("names each test, and says how many passed")
    func passes() async throws {
        let ending = try await project().run("test")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.output == "✓ greet: greets\n")
        #expect(ending.errors.contains("1 passed in 0."))
        #expect(!ending.output.contains("\u{1B}"))
    }

    @Test("shows a failure where the expectation stands, in each format")
    func fails() async throws {
        let project = try project(greeted: "Eve")
        let text = try await project.run("test")
        #expect(text.status == 1)
        #expect(text.output.contains("pipelines/greet.test.yaml:9:26"))
        #expect(text.output.contains("came    \"Ada\""))
        #expect(text.errors.contains("tests_failed: 1 of 1"))
        let json = try await project.json("test", "--json")
        #expect(json["tests"]?[0]?["failures"]?[0]?["came"] == "Ada")
        let junit = try await project.run("test", "--format", "junit")
        #expect(junit.status == 1 && junit.output.contains("<failure message=\"result.greeted\">"))
    }

    @Test("runs the shipped tests, which reach every step")
    func shipped() async throws {
        let folder = TestProject.repository + "/pipelines"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".test.yaml") }
        let texts = try names.map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
        let project = try TestProject(Dictionary(uniqueKeysWithValues: texts))
        let report = try await project.json("test", "--json")
        #expect(report["failed"] == 0)
        #expect(report["passed"]?.intValue ?? 0 >= 30)
        #expect(report["coverage"]?["percent"] == 100)
    }

    @Test("--coverage names what is missing, and a floor fails below it")
    func coverage() async throws {
        let project = try project()
        let shown = try await project.run("test", "--coverage")
        #expect(shown.status == 0 && shown.output.contains("not covered: `say` was never skipped"))
        #expect(try await project.run("test", "--coverage-at-least", "75").status == 0)
        let low = try await project.run("test", "--coverage-at-least", "76")
        #expect(low.status == 1 && low.errors.contains("coverage_too_low"))
    }

    @Test("--update writes the result that came, and nothing else")
    func update() async throws {
        let project = try project(greeted: "Eve")
        #expect(try await project.run("test", "--update").status == 0)
        let file = try String(contentsOfFile: project.path + "/pipelines/greet.test.yaml", encoding: .utf8)
        #expect(file == Self.tests(greeted: "Ada"))
        #expect(try await project.run("test").status == 0)
    }

    @Test("--record adds a test that passes")
    func record() async throws {
        let project = try project()
        for _ in 1...2 { #expect(try await project.run("run", "greet", "--input", "name=Bob").status == 0) }
        let id = try #require(try await project.json("jobs", "list", "--json")[0]?["id"]?.stringValue)
        let recorded = try await project.run("test", "--record", id)
        #expect(recorded.status == 0, "\(recorded.errors)")
        let report = try await project.json("test", "--json")
        #expect(report["passed"] == 2)
        #expect(report["tests"]?[1]?["name"]?.stringValue == "recorded from job \(id)")
        #expect(try await project.run("test", "--record", "nobody").status == 1)
    }

    @Test("runs what a word selects, and says when that is nothing")
    func filters() async throws {
        let project = try project()
        #expect(try await project.run("test", "GREET").status == 0)
        let none = try await project.run("test", "video")
        #expect(none.status == 64 && none.errors.contains("none of 1 tests matches `video`"))
        #expect(try await TestProject().run("test").status == 64)
    }

    @Test("does not begin with a project that has mistakes")
    func refused() async throws {
        let project = try TestProject(
            withShippedPipelines: false,
            [
                "greet.yaml": Self.greet,
                "greet.test.yaml": Self.tests(greeted: "Ada").replacing("status:", with: "statsu:"),
            ])
        let ending = try await project.run("test")
        #expect(ending.status == 78 && ending.output.isEmpty)
        #expect(ending.errors.contains("E0201"))
    }
}
