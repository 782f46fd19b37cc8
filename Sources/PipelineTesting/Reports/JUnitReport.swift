public import PipelineDefinitions

/// Test results for a CI system: a suite for each file.
public struct JUnitReport: Sendable {
    private let text: TextReport

    /// - Parameter files: what the tests were read from, for excerpts.
    public init(files: some Sequence<SourceFile>) {
        text = TextReport(files: files)
    }

    public func xml(for report: TestReport, seconds: Double) -> String {
        let suites = Dictionary(grouping: report.results, by: \.test.file).sorted { $0.key < $1.key }
        let counts = { (results: [TestResult], seconds: Double) in
            "tests=\"\(results.count)\" failures=\"\(results.count { !$0.isPassed })\" time=\"\(time(seconds))\""
        }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\"millrace\" \(counts(report.results, seconds))>")
        for (file, results) in suites {
            let sum = results.reduce(0) { $0 + $1.seconds }
            lines.append("  <testsuite name=\"\(escaped(file))\" \(counts(results, sum))>")
            lines += results.flatMap(lines(for:))
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private func lines(for result: TestResult) -> [String] {
        let test = result.test
        let head =
            "    <testcase classname=\"\(escaped(test.pipeline))\" name=\"\(escaped(test.name))\""
            + " file=\"\(escaped(test.file))\" line=\"\(test.nameRange.start.line)\" time=\"\(time(result.seconds))\""
        guard let first = result.failures.first else { return [head + "/>"] }
        let body = result.failures.flatMap { text.lines(for: $0, in: test) }.map(escaped).joined(separator: "\n")
        return [
            head + ">", "      <failure message=\"\(escaped(first.message))\">\(body)</failure>", "    </testcase>",
        ]
    }

    /// Seconds with three decimals.
    private func time(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1000).rounded())
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    /// Characters that XML 1.0 has no way to write become U+FFFD.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result.unicodeScalars.append("\u{FFFD}")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
