import ArgumentParser
import Foundation
import JSONModel
import Logging
import PipelineDefinitions
import PipelineTesting
import StepKit

struct TestCommand: MillraceCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, junit
    }

    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the tests of pipelines that stand beside them.",
        discussion: """
            Example: millrace test --coverage

            Tests are files of `kind: tests` in `pipelines/`. Each runs by the real runtime over an empty store in \
            memory, on a clock that jumps: a backoff of three days takes milliseconds. Steps that reach outside are \
            mocked. Exit codes: 0 all passed, 1 not all, 78 the project's files are wrong.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Only tests whose pipeline, name or file holds one of these words.") var filters: [String] = []
    @Option(help: "text, json or junit.") var format = Format.text
    @Flag(help: "The same as --format json.") var json = false
    @Flag(help: "Show which ways through the pipelines the tests went.") var coverage = false
    @Option(help: ArgumentHelp("Fail below so many percent of coverage.", valueName: "percent"))
    var coverageAtLeast: Int?
    @Flag(help: "Write what came into `expect.result`, where it differs.") var update = false
    @Option(help: ArgumentHelp("Write a new test from a job of the store.", valueName: "job")) var record: String?
    @Flag(help: "Begin no test after one has failed.") var failFast = false
    @Option(help: ArgumentHelp("How many run at once; default: one for each core.", valueName: "count")) var jobs: Int?
    @Flag(help: "Let steps without a mock reach outside.") var allowReal = false

    mutating func validate() throws {
        if json, format == .text { format = .json }
        if json, format != .json {
            throw ValidationError("`--json` and `--format \(format.rawValue)` exclude each other")
        }
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 256.") }
        if let coverageAtLeast, !(0...100).contains(coverageAtLeast) {
            throw ValidationError("--coverage-at-least is a number from 0 to 100.")
        }
        if coverageAtLeast != nil, failFast || !filters.isEmpty {
            throw ValidationError("`--coverage-at-least` counts all tests: give no filter, and no `--fail-fast`")
        }
        if record != nil, update { throw ValidationError("`--record` and `--update` exclude each other") }
    }

    func run(_ registry: StepRegistry) async throws {
        let folder = options.projectFolder
        let project = try ProjectLoading.load(folder, registry: registry)
        if let record {
            return try await TestRecorder(project: project, options: options).record(jobID: record)
        }
        let tests = try TestSelection(filters: filters).tests(of: project)
        let settings = Settings()
        let environment = StepEnvironment(
            variables: settings.variables, allowedFolders: settings.allowedFolders,
            allowedNetworks: settings.allowedNetworks)
        let runner = try PipelineTestRunner(
            project: project, registry: registry, environment: environment, allowsReal: allowReal,
            logger: try logger())
        let run = TestRun(
            runner: runner, atOnce: jobs ?? ProcessInfo.processInfo.activeProcessorCount, stopsAtFailure: failFast)
        let (report, seconds) = try await run.report(of: tests)
        let output = TestOutput(
            format: format, showsCoverage: coverage || coverageAtLeast != nil,
            files: Project.read(folder: folder, registry: registry).files)
        output.show(report, seconds: seconds)
        if update { return try TestUpdate(folder: folder, files: output.files).write(report.results) }
        try end(report)
    }

    /// What steps and the runtime say is seen when somebody asks for it.
    private func logger() throws -> Logger {
        let isAsked = options.logLevel != nil
        return isAsked ? try options.logger() : Logger(label: "millrace") { _ in SwiftLogNoOpLogHandler() }
    }

    private func end(_ report: TestReport) throws {
        guard report.failed == 0 else {
            throw CommandFailure(.findings, "tests_failed: \(report.failed) of \(report.results.count)")
        }
        if let least = coverageAtLeast, report.coverage.percent < least {
            throw CommandFailure(
                .findings, "coverage_too_low: \(report.coverage.percent) % is below the \(least) % asked for")
        }
    }
}
