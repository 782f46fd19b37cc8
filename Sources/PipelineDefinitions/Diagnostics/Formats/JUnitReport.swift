/// Findings as the results of tests: a suite for each file, which passes if nothing in it counts as a failure.
struct JUnitReport {
    let report: DiagnosticReport

    var text: String {
        let findings = Dictionary(grouping: report.diagnostics, by: \.file)
        let names = Set(report.files.map(\.path)).union(findings.keys).sorted()
        let suites = names.map { suite($0, findings[$0] ?? []) }
        let (tests, failures) = (suites.map(\.tests).reduce(0, +), suites.map(\.failures).reduce(0, +))
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="millrace validate" tests="\(tests)" failures="\(failures)">
            \(suites.map(\.text).joined(separator: "\n"))
            </testsuites>

            """
    }

    private func suite(_ file: String, _ findings: [Diagnostic]) -> (text: String, tests: Int, failures: Int) {
        let name = Self.escaped(file)
        let failures = findings.count { $0.severity.reaches(report.threshold) }
        let cases =
            findings.isEmpty
            ? ["    <testcase name=\"is valid\" classname=\"\(name)\"/>"] : findings.map { testCase($0, file: name) }
        let head = "  <testsuite name=\"\(name)\" tests=\"\(cases.count)\" failures=\"\(failures)\">"
        return ([head, cases.joined(separator: "\n"), "  </testsuite>"].joined(separator: "\n"), cases.count, failures)
    }

    private func testCase(_ finding: Diagnostic, file: String) -> String {
        let title = Self.escaped("\(finding.code) \(finding.message)")
        let text = Self.escaped(DiagnosticRenderer(sources: report.files).text(for: finding))
        let isFailure = finding.severity.reaches(report.threshold)
        let content =
            isFailure
            ? "<failure type=\"\(finding.code)\" message=\"\(Self.escaped(finding.message))\">\(text)</failure>"
            : "<system-out>\(text)</system-out>"
        let place = "file=\"\(file)\" line=\"\(finding.range.start.line)\""
        return "    <testcase name=\"\(title)\" classname=\"\(file)\" \(place)>\(content)</testcase>"
    }

    /// Characters that XML cannot hold, escaped or not, become a replacement character.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "\n", "\t": String(scalar)
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
            default: String(scalar)
            }
        }.joined()
    }
}
