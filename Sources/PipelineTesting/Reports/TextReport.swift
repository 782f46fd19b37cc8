import JSONModel
public import PipelineDefinitions

/// Test results for people.
public struct TextReport: Sendable {
    /// What a stretch of the report is, for colours.
    public enum Ink: Sendable {
        case good, bad, quiet
    }

    private static let widest = 160

    private let files: [String: SourceFile]
    private let paint: @Sendable (String, Ink) -> String

    /// - Parameters:
    ///   - files: what the tests were read from, for excerpts.
    ///   - paint: gives a stretch its colour; by default there is none.
    public init(
        files: some Sequence<SourceFile>, paint: @escaping @Sendable (String, Ink) -> String = { text, _ in text }
    ) {
        self.files = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        self.paint = paint
    }

    /// One line for a test that passed, and the failures of one that did not.
    public func lines(for result: TestResult) -> [String] {
        let mark = result.isPassed ? paint("✓", .good) : paint("✗", .bad)
        let took = result.outcome.took > .zero ? paint("  took \(result.outcome.took.shortText)", .quiet) : ""
        let head = "\(mark) \(result.test.pipeline): \(clean(result.test.name))\(took)"
        return [head] + result.failures.flatMap { lines(for: $0, in: result.test).map { "  " + $0 } }
    }

    /// "12 passed, 1 failed in 0.08 s".
    public func summary(_ report: TestReport, seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        let time = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
        let failed = report.failed > 0 ? ", " + paint("\(report.failed) failed", .bad) : ""
        return paint("\(report.passed) passed", report.failed > 0 ? .quiet : .good) + failed + " in \(time)"
    }

    /// A table for each pipeline, and what is missing by name.
    public func lines(for coverage: CoverageReport) -> [String] {
        coverage.pipelines.flatMap { pipeline in
            let ink: Ink = pipeline.covered == pipeline.branches ? .good : .quiet
            let share = paint("\(pipeline.percent) %", ink)
            return ["", "\(pipeline.name)  \(share)  (\(pipeline.covered) of \(pipeline.branches))"]
                + table(of: pipeline.steps) + gaps(of: pipeline.steps)
        }
    }

    func lines(for failure: TestFailure, in test: PipelineTest) -> [String] {
        var lines = ["\(clean(failure.message))  \(paint("\(test.file):\(failure.range.start)", .quiet))"]
        lines += excerpt(failure.range, of: test.file)
        if let wanted = failure.wanted { lines.append("  wanted  \(clean(clip(wanted)))") }
        if failure.isNothing {
            lines.append("  came    nothing")
        } else if let came = failure.came {
            lines.append("  came    \(clean(clip(came.text())))")
        }
        if let because = failure.because { lines.append("  because \(clean(clip(because)))") }
        for (name, value) in failure.values.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(clean(name)) is \(clean(clip(value.text())))")
        }
        return lines
    }

    private func excerpt(_ range: SourceRange, of file: String) -> [String] {
        guard let line = files[file]?.line(at: range.start.line) else { return [] }
        let scalars = Array(line.unicodeScalars)
        let end = range.end.line == range.start.line ? range.end.column : scalars.count + 1
        let margin = String(repeating: " ", count: String(range.start.line).count)
        let first = scalars.count <= Self.widest ? 0 : max(0, range.start.column - 41)
        let shown = scalars[min(first, scalars.count)..<min(scalars.count, first + Self.widest)]
        let indent = String(repeating: " ", count: max(0, range.start.column - 1 - first))
        let marks = String(repeating: "^", count: min(max(1, end - range.start.column), Self.widest))
        return [
            "\(range.start.line) | \(clean(String(String.UnicodeScalarView(shown))))",
            "\(margin) | \(indent)\(paint(marks, .bad))",
        ]
    }

    private func table(of steps: [CoverageReport.Step]) -> [String] {
        let head = ["step", "ran", "skipped", "failed", "retried", "timed out"]
        let rows = steps.map { step in
            [
                step.id, "\(step.ran)", step.skipped.map { "\($0)" } ?? "-", "\(step.failed)",
                step.retried.map { "\($0)" } ?? "-", "\(step.timedOut)",
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            "  "
                + row.enumerated().map { column, cell in
                    let padding = String(repeating: " ", count: widths[column] - cell.count)
                    return column == 0 ? cell + padding : padding + cell
                }.joined(separator: "  ")
        }
    }

    private func gaps(of steps: [CoverageReport.Step]) -> [String] {
        steps.flatMap { step in step.gaps.map { "  " + paint("not covered: `\(step.id)` \($0)", .bad) } }
    }

    private func clip(_ text: String) -> String {
        text.count <= Self.widest ? text : text.prefix(Self.widest) + "…"
    }

    /// Keeps what a terminal would obey from reaching it.
    private func clean(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: view.append(scalar == "\t" ? "→" : "\u{FFFD}")
            default: view.append(scalar)
            }
        }
        return String(view)
    }
}
