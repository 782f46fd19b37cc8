import JSONModel
import PipelineDefinitions
import PipelineTesting

/// Prints what came of tests.
struct TestOutput {
    let format: TestCommand.Format
    let showsCoverage: Bool
    /// What the tests were read from.
    let files: [SourceFile]

    func show(_ report: TestReport, seconds: Double) {
        switch format {
        case .json: Console.data(report.jsonValue(seconds: seconds))
        case .junit: Console.data(String(JUnitReport(files: files).xml(for: report, seconds: seconds).dropLast()))
        case .text:
            let text = TextReport(files: files, paint: Self.paint(Style.standardOutput))
            for line in report.results.flatMap(text.lines(for:)) { Console.data(line) }
            if showsCoverage { for line in text.lines(for: report.coverage) { Console.data(line) } }
            Console.note(
                TextReport(files: files, paint: Self.paint(Style.standardError)).summary(report, seconds: seconds))
        }
    }

    private static func paint(_ style: Style) -> @Sendable (String, TextReport.Ink) -> String {
        { text, ink in
            switch ink {
            case .good: style.paint(text, .green)
            case .bad: style.paint(text, .red)
            case .quiet: style.paint(text, .grey)
            }
        }
    }
}
