import PipelineDefinitions
import PipelineTesting
import Testing

@Suite("Files of tests")
struct ReadingTests {
    /// A test, what is wrong with it, and what is underlined.
    static let mistakes = [
        ("statsu: completed", "E0201", "statsu"), ("status: complete", "E0205", "complete"),
        ("status: pending", "E0205", "pending"), ("steps: { pgae: { attempts: 1 } }", "E0802", "pgae"),
        ("steps: { page: { atempts: 1 } }", "E0201", "atempts"), ("steps: { page: { status: done } }", "E0205", "done"),
        ("steps: { page: { output: { sise: 1 } } }", "E0406", "sise"),
        ("steps: { page: { with: { uri: a } } }", "E0406", "uri"), ("deliveries: many", "E0204", "many"),
        ("took: soon", "E0206", "soon"), ("took: { at_last: 1s }", "E0201", "at_last"), ("took: {}", "E0203", "{}"),
        ("events: [{ typ: a.b }]", "E0201", "typ"), ("events: { type: a.b }", "E0204", "{ type: a.b }"),
        ("published: [{ jobType: a }]", "E0201", "jobType"), ("records: { pages: hello }", "E0204", "hello"),
        ("dead_letter: { reson: x }", "E0201", "reson"), ("error: { step: a, cod: b }", "E0201", "cod"),
        ("result: { text: { $match: x } }", "E0808", "$match"),
        ("result: { text: { $matches: '(' } }", "E0808", "'('"),
        ("result: { text: { $present: maybe } }", "E0808", "maybe"),
        ("result: { text: { $present: true, a: 1 } }", "E0808", "$present"),
        ("refused: { code: x }, status: failed", "E0805", "status"), ("that: result.size ==", "E0401", ""),
        ("that: reslt.size == 1", "E0806", "reslt"), ("that: steps.pgae.attempts == 1", "E0806", "pgae"),
        ("", "E0809", "{  }"),
    ]

    @Test("A mistake in an expectation has its code and its place", arguments: mistakes)
    func expectation(text: String, code: String, underlined: String) throws {
        try check("- name: it\n  input: { url: a }\n  expect: { \(text) }", code, underlined)
    }

    static let others = [
        ("input: { url: 1 }", "E0804", "1"), ("input: {}", "E0804", "{}"),
        ("input: { url: a }\n  mocks: { pgae: { output: {} } }", "E0802", "pgae"),
        ("input: { url: a }\n  mocks: { page: { output: { text: a, size: b } } }", "E0803", "b"),
        ("input: { url: a }\n  mocks: { page: { output: { text: a, size: 1, sice: 2 } } }", "E0803", "sice"),
        ("input: { url: a }\n  mocks: { page: { takes: 3s } }", "E0803", "{ takes: 3s }"),
        ("input: { url: a }\n  mocks: { page: { outptu: { text: a, size: 1 } } }", "E0201", "outptu"),
        ("input: { url: a }\n  mocks: { page: {} }", "E0203", "{}"),
        ("input: { url: a }\n  mocks: { page: [] }", "E0203", "[]"),
        ("input: { url: a }\n  mocks: { page: { fails: timeout, output: { text: a, size: 1 } } }", "E0805", "output"),
        ("input: { url: a }\n  mocks: { page: { fails: rate_limt } }", "E0807", "rate_limt"),
        ("input: { url: a }\n  mocks: { page: { fails: gone } }", "E0807", "gone"),
        ("input: { url: a }\n  mocks: { page: { fails: { code: gone, retryable: perhaps } } }", "E0204", "perhaps"),
        ("input: { url: a }\n  mocks: { page: { fails: timeout, times: 0 } }", "E0306", "0"),
        ("input: { url: a }\n  job: { type: reprot }", "E0810", "reprot"),
        ("input: { url: a }\n  job: { subscription: digests }", "E0810", "digests"),
        ("input: { url: a }\n  job: { tpye: report }", "E0201", "tpye"),
        ("input: { url: a }\n  job: { id: ../x }", "E0211", "../x"),
        ("input: { url: a }\n  env: { name: 1 }", "E0204", "1"),
    ]

    @Test("A mistake in what goes in has its code and its place", arguments: others)
    func input(text: String, code: String, underlined: String) throws {
        try check("- name: it\n  \(text)\n  expect: { status: completed }", code, underlined)
    }

    private func check(_ test: String, _ code: String, _ underlined: String) throws {
        let reading = try TestBench.reading(tests: test)
        let found = reading.diagnostics.filter { $0.severity == .error }
        #expect(found.map(\.code).contains(code), "\(found.map(\.message))")
        #expect(reading.project == nil)
        let diagnostic = try #require(found.first { $0.code == code })
        let file = try #require(reading.files.first { $0.path == diagnostic.file })
        if !underlined.isEmpty { #expect(file.text(in: diagnostic.range) == underlined) }
        #expect(found.count <= 2)
    }

    @Test("Two tests of one name, and a test that expects nothing at all")
    func names() throws {
        let twice = "- { name: it, input: { url: a }, expect: { status: completed } }"
        #expect(try TestBench.reading(tests: "\(twice)\n\(twice)").diagnostics.map(\.code) == ["E0212"])
        let none = "- { name: it, input: { url: a } }"
        #expect(try TestBench.reading(tests: none).diagnostics.map(\.code) == ["E0203"])
    }

    @Test("A pipeline nobody has written, and one with mistakes of its own")
    func pipelines() throws {
        let test = "- { name: it, mocks: { nobody: { takes: 1s } }, expect: { steps: { nobody: { attempts: 1 } } } }"
        let renamed = TestBench.report.replacing("name: report", with: "name: reports")
        let routing = TestBench.routing.replacing("pipeline: report,", with: "pipeline: reports,")
        let unknown = try TestBench.reading(tests: test, pipeline: renamed, routing: routing).diagnostics
        #expect(unknown.map(\.code) == ["E0801"])
        #expect(unknown.first?.help == "write `reports`")
        let broken = TestBench.report.replacing("uses: web.fetch", with: "uses: web.fetsch")
        let found = try TestBench.reading(tests: test, pipeline: broken).diagnostics.map(\.code)
        #expect(!found.contains { $0.hasPrefix("E08") })
    }

    @Test("A good file has no findings")
    func good() throws {
        let reading = try TestBench.reading(
            tests: "- name: it\n  " + page.replacing("\n", with: "\n  ") + "expect: { status: completed }")
        #expect(reading.diagnostics == [])
        #expect(reading.project?.tests.map(\.name) == ["it"])
    }
}
