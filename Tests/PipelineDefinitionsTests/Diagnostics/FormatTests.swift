import Foundation
import JSONModel
import PipelineDefinitions
import Testing

@Suite("A report of findings")
struct FormatTests {
    private static let text = "kind: pipeline\nname: a,b\n"

    private func finding(
        _ severity: Diagnostic.Severity = .error, _ code: String = "E0201", file: String = "pipelines/a b.yaml",
        line: Int = 2, message: String = "`<a>` & 100%, \"b\"", help: String? = "write:\nc", fix: String? = nil
    ) -> Diagnostic {
        let range = SourceRange(line: line, column: 7, length: 3)
        return Diagnostic(
            severity, code: code, message: message, file: file, range: range, help: help,
            notes: [.init(message: "here", file: "pipelines/b.yaml", range: range)],
            fix: fix.map { .replace(range, with: $0) })
    }

    private func report(_ findings: [Diagnostic], text: String = text) -> DiagnosticReport {
        DiagnosticReport(
            findings,
            files: [
                SourceFile(path: "pipelines/a b.yaml", text: text), SourceFile(path: "pipelines/b.yaml", text: text),
            ])
    }

    @Test("shows findings in the same order in every format")
    func order() throws {
        let report = report([
            finding(line: 2, message: "three"), finding(file: "pipelines/b.yaml", line: 1, message: "four"),
            finding(line: 1, message: "two"), finding(.warning, "E0001", line: 1, message: "one"),
        ])
        for format in DiagnosticFormat.allCases {
            let text = report.written(as: format)
            let places = ["one", "two", "three", "four"].map { text.firstRange(of: $0)?.lowerBound }
            #expect(places == places.sorted { ($0 ?? text.endIndex) < ($1 ?? text.endIndex) }, "\(format)")
        }
    }

    @Test(
        "counts what it holds",
        arguments: [
            ([], "2 files, no errors"), ([("E", nil)], "2 files, 1 error"),
            ([("E", "x"), ("E", nil), ("W", "x")], "2 files, 2 errors, 1 warning; 2 can be mended by --fix"),
            ([("W", nil), ("W", nil), ("I", nil)], "2 files, no errors, 2 warnings, 1 note"),
        ] as [([(String, String?)], String)])
    func summary(findings: [(String, String?)], text: String) {
        let severities: [String: Diagnostic.Severity] = ["E": .error, "W": .warning, "I": .info]
        #expect(report(findings.map { finding(severities[$0.0] ?? .info, fix: $0.1) }).summary == text)
    }

    @Test("fails from its threshold on")
    func threshold() {
        var report = report([finding(.warning)])
        #expect(!report.isFailure && report.failures.diagnostics.isEmpty)
        report.threshold = .warning
        #expect(report.isFailure && report.failures.diagnostics.count == 1)
        report.threshold = .info
        #expect(report.isFailure)
    }

    @Test("as JSON holds all there is to know")
    func json() throws {
        let value = try JSONValue(parsing: report([finding(fix: "c")]).written(as: .json))
        let place: JSONValue = ["line": 2, "column": 7]
        let end: JSONValue = ["line": 2, "column": 10]
        #expect(
            value == [
                [
                    "code": "E0201", "severity": "error", "message": "`<a>` & 100%, \"b\"",
                    "file": "pipelines/a b.yaml",
                    "start": place, "end": end, "label": nil, "help": "write:\nc",
                    "notes": [["message": "here", "file": "pipelines/b.yaml", "start": place, "end": end]],
                    "fix": ["title": "replace with `c`", "edits": [["start": place, "end": end, "text": "c"]]],
                ]
            ])
        #expect(report([]).written(as: .json) == "[]\n")
    }

    @Test("as JSON lines has one object a line")
    func jsonLines() throws {
        let lines = report([finding(), finding(line: 1)]).written(as: .jsonl).split(separator: "\n")
        #expect(try lines.map { try JSONValue(parsing: String($0))["start"]?["line"] } == [1, 2])
        #expect(report([]).written(as: .jsonl) == "")
    }

    @Test("as workflow commands escapes what would end a property or the message")
    func github() {
        var report = report([
            finding(), finding(.warning, line: 1, help: nil),
            finding(.info, file: "pipelines/b.yaml", message: "m", help: nil),
        ])
        report.pathPrefix = "x:y/"
        #expect(
            report.written(as: .github) == """
                ::warning file=x%3Ay/pipelines/a b.yaml,line=1,endLine=1,col=7,endColumn=9,title=E0201::`<a>` & 100%25, "b"
                ::error file=x%3Ay/pipelines/a b.yaml,line=2,endLine=2,col=7,endColumn=9,title=E0201::`<a>` & 100%25, "b"%0Awrite:%0Ac
                ::notice file=x%3Ay/pipelines/b.yaml,line=2,endLine=2,col=7,endColumn=9,title=E0201::m

                """)
        #expect(self.report([]).written(as: .github) == "")
    }

    @Test("as workflow commands names no columns for a stretch of several lines")
    func githubLines() {
        let range = SourceRange(SourcePosition(line: 1, column: 3), SourcePosition(line: 2, column: 1))
        let text = report([Diagnostic(code: "E1", message: "m", file: "f", range: range)]).written(as: .github)
        #expect(text == "::error file=f,line=1,endLine=2,title=E1::m\n")
    }

    @Test("as JUnit has a suite for each file, passing without findings")
    func junit() throws {
        let text = report([finding(message: "a\u{1}<"), finding(.warning, "W0105", line: 1)]).written(as: .junit)
        let parser = XMLReading(text)
        #expect(
            parser.elements.map(\.name) == [
                "testsuites", "testsuite", "testcase", "system-out", "testcase", "failure", "testsuite", "testcase",
            ])
        #expect(parser.elements[0].attributes["tests"] == "3" && parser.elements[0].attributes["failures"] == "1")
        #expect(parser.elements[1].attributes["name"] == "pipelines/a b.yaml")
        #expect(parser.elements[5].attributes["message"] == "a\u{FFFD}<")
        #expect(parser.elements[6].attributes["failures"] == "0")
        #expect(parser.elements[7].attributes["name"] == "is valid")
    }

    @Test("as JUnit counts a warning as a failure where the threshold says so")
    func junitThreshold() {
        var report = report([finding(.warning)])
        report.threshold = .warning
        #expect(XMLReading(report.written(as: .junit)).elements.contains { $0.name == "failure" })
    }
}
